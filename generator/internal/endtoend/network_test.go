package endtoend_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"afterword/generator/internal/urls"
)

// uncached makes a tab fetch everything for every page.
func (v *tab) uncached() {
	v.Helper()
	call(v, network.Enable, network.EnableParams{})
	call(v, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
}

// A traffic is what a tab has asked for and been answered.
type traffic struct {
	sync.Mutex
	asked    []string
	answered map[string]int64 // status by URL
	pending  map[network.RequestID]bool
	messages []string // of the browser: what was blocked, what failed
}

func (n *traffic) listen(event any) {
	n.Lock()
	defer n.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "data:") {
			n.asked = append(n.asked, e.Request.URL)
			// The icon is the window's business, which may never finish it.
			if !isIcon(e.Request.URL) {
				n.pending[e.RequestID] = true
			}
		}
	case *network.EventLoadingFinished:
		delete(n.pending, e.RequestID)
	case *network.EventLoadingFailed:
		delete(n.pending, e.RequestID)
	case *network.EventResponseReceived:
		n.answered[e.Response.URL] = e.Response.Status
	case *cdplog.EventEntryAdded:
		n.messages = append(n.messages, string(e.Entry.Level)+": "+e.Entry.Text)
	}
}

func isIcon(url string) bool { return strings.Contains(url, "/assets/icon.") }

// settle waits until all that was asked for has come, or some hundred frames.
func (n *traffic) settle(v *tab) {
	v.Helper()
	for range 300 {
		n.Lock()
		left := len(n.pending)
		n.Unlock()
		if left == 0 {
			return
		}
		eval[int](v, `new Promise(done => requestAnimationFrame(() => done(0)))`)
	}
}

// taken returns what was seen since it was last called.
func (n *traffic) taken() (asked []string, answered map[string]int64, messages []string) {
	n.Lock()
	defer n.Unlock()
	asked, answered, messages = n.asked, n.answered, n.messages
	n.asked, n.answered, n.messages = nil, map[string]int64{}, nil
	clear(n.pending)
	return asked, answered, messages
}

const (
	mostRequests   = 3 // the page, its style sheet, its icon
	searchRequests = 4 // three scripts and the first file of the index
)

// A page asks only its own server, for little, and for nothing that is not
// there. Its own policy blocks none of it, and the browser has nothing to say.
func TestRequests(t *testing.T) {
	for _, b := range []built{site(t, "fixture", "/repo/"), site(t, "fixture", "/")} {
		v := openTab(t, b)
		seen := &traffic{answered: map[string]int64{}, pending: map[network.RequestID]bool{}}
		if err := chromedp.Listen(v.ctx, seen.listen); err != nil {
			t.Fatal(err)
		}
		v.uncached()
		call(v, cdplog.Enable, struct{}{})
		call(v, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `violations = []; document.addEventListener("securitypolicyviolation", e => violations.push(e.violatedDirective + " " + e.blockedURI))`,
		})
		for _, path := range pageTypes() {
			v.open(path)
			violations := eval[[]string](v, `violations`)
			images := eval[int](v, `document.images.length`)
			seen.settle(v)
			asked, answered, messages := seen.taken()
			asked = slices.Compact(slices.Sorted(slices.Values(asked)))
			for _, url := range asked {
				switch status := answered[url]; {
				case !strings.HasPrefix(url, v.url+b.base.Root()):
					t.Errorf("%s asks for %s", path, url)
				case status != 200 && !isIcon(url):
					t.Errorf("%s: %s is answered with %d", path, url, status)
				}
			}
			most := mostRequests + images
			if path == urls.Search {
				most += searchRequests
			}
			if len(asked) == 0 || len(asked) > most {
				t.Errorf("%s makes %d requests, at most %d are allowed: %v", path, len(asked), most, asked)
			}
			for _, what := range append(violations, messages...) {
				t.Errorf("%s: %s", path, what)
			}
		}
		eval[any](v, `document.body.setAttribute("style", "color: red"), 0`)
		if n := eval[int](v, `new Promise(done => setTimeout(() => done(violations.length)))`); n == 0 {
			t.Error("an inline style made on purpose was not blocked: this test cannot fail")
		}
	}
}

// A page that is not there is shown with its style, however deep the address.
func TestMissingPage(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	v.open("/no/such/page/")
	if got := eval[string](v, `document.querySelector("h1").innerText`); got != "Page not found" {
		t.Errorf("the heading is %q", got)
	}
	if n := eval[int](v, `document.styleSheets.length && document.styleSheets[0].cssRules.length`); n == 0 {
		t.Error("the style sheet is missing")
	}
}

// A page says the same without JavaScript, but for the search, and for what the button of the
// page of methods would do.
func TestTextNeedsNoScript(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	with := map[string]string{}
	for _, path := range pageTypes() {
		v.open(path)
		v.layOut()
		with[path] = eval[string](v, `document.body.innerText`)
	}
	call(v, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for _, path := range pageTypes() {
		v.open(path)
		v.layOut()
		without := eval[string](v, `document.body.innerText`)
		if without == "" || without != with[path] && path != urls.Search && path != urls.Method {
			t.Errorf("%s has other text without JavaScript", path)
		}
	}
}
