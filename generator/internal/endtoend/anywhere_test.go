package endtoend_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"afterword/generator/internal/urls"
)

// TestSiteWorksAnywhere puts one built site at three paths of a server and into a folder. Every type of
// page looks the same in each, asks for nothing that is not there, and links to what is there. The
// base URL of the site is none of those places. 404.html is left out: hosts serve it at any depth of
// the one address for which it was made.
func TestSiteWorksAnywhere(t *testing.T) {
	// What the second theme shows depends on no more than whether links are relative: two places tell.
	for name, places := range map[string][]string{"fixture": {"", "/afterword", "/preview/17", folder}, "ledger": {"/preview/17", folder}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			worksAnywhere(t, site(t, name, "/repo/"), places)
		})
	}
}

// folder is the place of a site that no server has.
const folder = "file:"

func worksAnywhere(t *testing.T, b built, places []string) {
	dir := t.TempDir()
	for _, f := range b.tree {
		data, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		lay(t, dir, f.Path, string(data))
	}
	// The file server of the standard library knows nothing of base paths.
	files, mux := http.FileServer(http.Dir(dir)), http.NewServeMux()
	mux.Handle("/", files)
	mux.Handle("/afterword/", http.StripPrefix("/afterword", files))
	mux.Handle("/preview/17/", http.StripPrefix("/preview/17", files))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	v := openTab(t, b)
	seen := &traffic{answered: map[string]int64{}, pending: map[network.RequestID]bool{}}
	if err := chromedp.Listen(v.ctx, seen.listen); err != nil {
		t.Fatal(err)
	}
	v.uncached()
	call(v, cdplog.Enable, struct{}{})
	first := map[string][]byte{} // how pages look at the first place
	for _, under := range places {
		place, served := server.URL+under, under != folder
		if !served {
			place = (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String()
		}
		for layout, paths := range layouts {
			page := paths[0]
			if layout == "404" {
				continue
			}
			at := place + page
			if !served {
				at += "index.html"
			}
			v.visit(at)
			seen.settle(v)
			asked, answered, messages := seen.taken()
			search := page == urls.Search && !served // which runs no module
			for _, address := range asked {
				if status := answered[address]; !strings.HasPrefix(address, place+"/") || status != 200 && !isIcon(address) && !search && served {
					t.Errorf("%s asks for %s, which is answered with %d", at, address, status)
				}
			}
			if len(messages) > 0 && !search {
				t.Errorf("%s: %v", at, messages)
			}
			if served && eval[int](v, `document.styleSheets[0].cssRules.length`) == 0 { // which is not told in a folder
				t.Errorf("%s has no style", at)
			}
			if shown := eval[bool](v, `!!document.querySelector("#search-folder")?.checkVisibility()`); shown != search {
				t.Errorf("%s says that it cannot search: %v", at, shown)
			}
			v.leads(place)
			if search {
				continue
			}
			v.layOut()
			switch look := v.screenshot(); {
			case first[page] == nil:
				first[page] = look
			case !bytes.Equal(look, first[page]):
				t.Errorf("%s looks otherwise than at the first place", at)
			}
		}
		v.visit(place + "/about-us/index.html") // which has moved
		if err := chromedp.Do(v.ctx, chromedp.WaitVisible(".story")); err != nil {
			t.Fatal(err)
		}
		if at := eval[string](v, `location.href`); !strings.HasPrefix(at, place+"/about/") {
			t.Errorf("an old address leads to %s", at)
		}
		if served {
			v.visit(place + urls.Search + "?q=certificate")
			v.await("there are results", resultsStand)
			v.leads(place)
		}
		seen.taken()
	}
}

// visit goes to an address and waits until it has loaded.
func (v *tab) visit(address string) {
	v.Helper()
	if err := chromedp.Do(v.ctx, chromedp.Navigate(address)); err != nil {
		v.Fatalf("%s: %v", address, err)
	}
}

// leads follows the links of a page as the browser reads them, and fails where one leads to no file of
// the site at a place, or to a folder.
func (v *tab) leads(place string) {
	v.Helper()
	for _, link := range eval[[]string](v, `[...document.querySelectorAll("a[href]:not([href^='#']), form[action], link:not([rel=canonical])")].map(e => e.href || e.action)`) {
		link, _, _ = strings.Cut(link, "#")
		link, _, _ = strings.Cut(link, "?")
		within, ok := strings.CutPrefix(link, place+"/")
		if !ok {
			if strings.HasPrefix(link, v.site.base.Origin()) || strings.HasPrefix(link, "file:") || strings.HasPrefix(link, "http://127.") {
				v.Errorf("at %s a link leads to %s", place, link)
			}
			continue
		}
		file, err := url.PathUnescape(within)
		if _, found := v.site.tree.Lookup(file); err != nil || !found && !(file == "" || strings.HasSuffix(file, "/")) {
			v.Errorf("at %s a link leads to %s, which is not there", place, link)
		} else if !found {
			v.Errorf("at %s a link leads to the folder %s", place, link)
		}
	}
}
