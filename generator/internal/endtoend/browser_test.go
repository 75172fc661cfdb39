package endtoend_test

import (
	"context"
	"maps"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"afterword/generator/internal/serve"
	"afterword/generator/internal/testutil/chromium"
)

// layouts are pages of the fixture by the layout that makes them: what holds for
// these is taken to hold for all. Layouts that differ much by what they are
// given stand here several times.
var layouts = map[string][]string{
	"home":           {"/"},
	"incident":       {"/incidents/2024/flapping/", "/incidents/2024/no-end/", "/incidents/2025/long-title/", "/incidents/2025/arabic/", "/incidents/2025/hostile/", "/incidents/2025/certificates/", "/incidents/2025/markdown/", "/incidents/2025/ongoing/", "/incidents/2021/no-times/"},
	"incidents":      {"/incidents/"},
	"year-incidents": {"/years/2024/incidents/", "/years/2011/incidents/"},
	"services":       {"/services/"},
	"service":        {"/services/payments/", "/services/quiet/"},
	"service-year":   {"/services/payments/2024/", "/services/website/2019/"},
	"years":          {"/years/"},
	"year":           {"/years/2024/", "/years/2025/", "/years/2011/"},
	"terms":          {"/causes/", "/tags/", "/felt-in/"},
	"term":           {"/severities/major/", "/causes/longlonglonglonglonglonglonglonglonglonglonglonglonglonglong/", "/organizations/acme/", "/upstream/card-network/", "/causes/overload/", "/causes/retry-storm/", "/felt-in/eu/"},
	"report":         {"/years/2024/report/"},
	"trends":         {"/trends/", "/services/payments/trends/"},
	"search":         {"/search/"},
	"actions":        {"/actions/"},
	"feeds":          {"/feeds/"},
	"method":         {"/method/"},
	"changes":        {"/method/changes/"},
	"page":           {"/handbook/"},
	"404":            {"/404.html"},
}

// pageTypes are the pages of all layouts in one order.
func pageTypes() (paths []string) {
	for _, layout := range slices.Sorted(maps.Keys(layouts)) {
		paths = append(paths, layouts[layout]...)
	}
	return paths
}

// A layout without a page here is one that no browser ever sees. Redirect pages
// are gone before they could be looked at.
func TestEveryLayoutHasAPage(t *testing.T) {
	files, err := filepath.Glob("../../../themes/default/layouts/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no layouts", err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".html")
		if len(layouts[name]) == 0 && name != "baseof" && name != "alias" {
			t.Errorf("no page of the layout %s is looked at in a browser", name)
		}
	}
	b := site(t, "fixture", "/repo/")
	for _, path := range pageTypes() {
		b.page(t, path)
	}
}

// browser is one for all tests; TestMain closes it.
var browser chromium.Browser

// A tab shows pages of one site.
type tab struct {
	testing.TB
	ctx  context.Context
	site built
	url  string // of the server, without a slash at its end
}

// openTab serves a site and opens a tab for it, both until the test ends. Where
// there is no Chromium the test is skipped.
func openTab(t testing.TB, b built) *tab {
	t.Helper()
	ctx := browser.Tab(t)
	server := httptest.NewServer(serve.Handler(b.tree.Lookup, b.base))
	t.Cleanup(server.Close)
	v := &tab{t, ctx, b, server.URL}
	v.look(light)
	v.width(1440)
	return v
}

// inBothThemes runs a test on the fixture, as each theme of the program draws it.
func inBothThemes(t *testing.T, test func(*testing.T, *tab)) {
	for _, name := range []string{"fixture", "ledger"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // a tab waits more than it computes
			test(t, openTab(t, site(t, name, "/repo/")))
		})
	}
}

// call sends a command of the DevTools protocol.
func call[P, R any](v *tab, cmd cdp.Command[P, R], params P) R {
	v.Helper()
	result, err := chromedp.Call(v.ctx, cmd, params)
	if err != nil {
		v.Fatalf("%s: %v", cmd.Method, err)
	}
	return result
}

// open goes to a page and waits until it has loaded.
func (v *tab) open(path string) {
	v.Helper()
	if err := chromedp.Do(v.ctx, chromedp.Navigate(v.url+v.site.base.Path(path))); err != nil {
		v.Fatalf("%s: %v", path, err)
	}
}

// eval runs a script in the page. Scripts of DevTools run also where those of
// the page may not.
func eval[T any](v *tab, script string) T {
	v.Helper()
	value, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		v.Fatalf("%v in %s", err, script[:min(80, len(script))])
	}
	return value
}

// layOut draws all of the page, also what is so far below the window that the
// style sheet lets the browser leave it for later.
func (v *tab) layOut() {
	v.Helper()
	eval[any](v, `(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync("*{content-visibility:visible!important}");
		document.adoptedStyleSheets = [sheet];
		return document.body.offsetHeight;
	})()`)
}

// width sets the width of the window in pixels.
func (v *tab) width(pixels int64) {
	v.Helper()
	call(v, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: pixels, Height: 900, DeviceScaleFactor: 1})
}

// A look is a set of media features.
type look []*emulation.MediaFeature

var (
	light = look{{Name: "prefers-color-scheme", Value: "light"}}
	dark  = look{{Name: "prefers-color-scheme", Value: "dark"}}
)

func (l look) String() string { return l[0].Value }

// forced is the look of forced colours.
func (l look) forced() look {
	return append(slices.Clone(l), &emulation.MediaFeature{Name: "forced-colors", Value: "active"})
}

func (v *tab) look(l look) {
	v.Helper()
	call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: l})
}

// screenshot is the whole page as PNG.
func (v *tab) screenshot() []byte {
	v.Helper()
	beyond := true
	size := eval[[2]float64](v, `[document.documentElement.clientWidth, document.documentElement.scrollHeight]`)
	return call(v, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &beyond,
		Clip:                  &page.Viewport{Width: size[0], Height: size[1], Scale: 1},
	}).Data
}
