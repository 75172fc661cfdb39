package endtoend_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"afterword/generator"
	"afterword/generator/internal/urls"
)

// Scripts that tell how far the search page is.
const (
	resultsStand = `document.querySelectorAll("#search-results li").length > 0 && !document.querySelector("[aria-busy]")`
	facetsStand  = resultsStand + ` && document.querySelectorAll("#search-facets input").length > 0`
	statusStands = `document.getElementById("search-status").textContent !== ""`
	status       = `document.getElementById("search-status").textContent`
	titles       = `[...document.querySelectorAll("#search-results .title")].map(e => e.textContent)`
)

// longText is an alert as it is pasted.
var longText = strings.Repeat("[FIRING:1] PaymentsDown (critical) outage of payments web\n  the database answers no more\n", 4)

// await waits until a script is true in the page, looking once a frame.
func (v *tab) await(what, script string) {
	v.Helper()
	ok := eval[bool](v, `new Promise(done => {
		const until = performance.now() + 60000
		const look = () => { if (`+script+`) done(true); else if (performance.now() > until) done(false); else setTimeout(look, 10) }
		look()
	})`)
	if !ok {
		v.Fatalf("waited in vain until %s; the status is %q", what, eval[string](v, status))
	}
}

// cutOff are the words found that an excerpt holds and does not show.
const cutOff = `[...document.querySelectorAll("#search-results .sum mark")].filter(e => e.getBoundingClientRect().bottom > e.closest(".sum").getBoundingClientRect().bottom + 1).map(e => e.textContent)`

// press presses a key: kb.Tab, " ".
func (v *tab) press(key string) {
	v.Helper()
	if err := chromedp.Do(v.ctx, chromedp.KeyEvent(key)); err != nil {
		v.Fatal("pressing a key: ", err)
	}
}

// enter writes into the element that has the focus.
func (v *tab) enter(text string) {
	v.Helper()
	call(v, input.InsertText, input.InsertTextParams{Text: text})
}

// offline cuts the tab off from the network, or not.
func (v *tab) offline(yes bool) {
	v.Helper()
	call(v, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: yes}},
	})
}

// searchStates bring the search page from empty into each of its states.
var searchStates = []struct {
	name string
	show func(v *tab)
}{
	{"empty", func(v *tab) { v.open(urls.Search) }},
	{"loading", func(v *tab) {
		v.open(urls.Search)
		call(v, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/terms/*"}}})
		eval[any](v, `document.getElementById("q").focus()`)
		v.enter("outage")
		v.await("the page waits for the index", `document.querySelector("#search-results[aria-busy]") !== null`)
	}},
	{"results", func(v *tab) {
		v.open(urls.Search + "?q=outage+payments")
		v.await("facets stand", facetsStand)
		eval[any](v, `document.querySelectorAll("#search-facets details").forEach(d => d.open = true)`)
		v.await("the count is told", statusStands)
	}},
	{"long text", func(v *tab) {
		v.open(urls.Search)
		eval[any](v, `document.getElementById("q").focus()`)
		v.enter(longText)
		v.await("facets stand", resultsStand+" && "+statusStands)
	}},
	{"hostile results", func(v *tab) {
		v.open(urls.Search + "?year=2025")
		v.await("facets stand", facetsStand)
	}},
	{"no results", func(v *tab) {
		v.open(urls.Search + "?q=xyzzyxyzzy&year=2024")
		v.await("nothing is found", statusStands)
	}},
	{"error", func(v *tab) {
		v.open(urls.Search)
		v.offline(true)
		eval[any](v, `document.getElementById("q").focus()`)
		v.enter("boat")
		v.await("the failure is told", statusStands)
	}},
}

// reset ends what a state has done to the tab.
func (v *tab) reset() {
	v.Helper()
	call(v, fetch.Disable, struct{}{})
	v.offline(false)
}

// In each of its states the search page has no fault that axe finds, and
// nothing leaves the window. -screenshots keeps a picture of each.
func TestSearchStates(t *testing.T) {
	script, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	v := openTab(t, site(t, "fixture", "/repo/"))
	call(v, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
	call(v, network.Enable, network.EnableParams{})
	for _, l := range []look{light, dark} {
		v.look(l)
		for _, state := range searchStates {
			v.width(1440)
			state.show(v)
			eval[struct{}](v, string(script))
			for _, width := range []int64{1440, 768, 360} {
				v.width(width)
				where := fmt.Sprintf("%s, %s, %d px", state.name, l, width)
				for _, what := range eval[[]string](v, overflowing) {
					t.Errorf("%s: %s", where, what)
				}
				for _, word := range eval[[]string](v, cutOff) {
					t.Errorf("%s: %s was found and is cut off", where, word)
				}
				if *screenshots != "" {
					name := fmt.Sprintf("search-%s-%d-%s.png", strings.ReplaceAll(state.name, " ", "-"), width, l)
					if err := os.WriteFile(filepath.Join(*screenshots, name), v.screenshot(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if width == 768 {
					continue
				}
				for _, f := range eval[struct{ Violations []axeFinding }](v, runAxe).Violations {
					for _, n := range f.Nodes {
						t.Errorf("%s: %s: %s: %s", where, f.ID, strings.Join(n.Target, " "), strings.ReplaceAll(n.FailureSummary, "\n", " "))
					}
				}
			}
			v.reset()
		}
	}
}

// tabTo presses Tab until an element has the focus that matches a selector. Wherever the
// focus is on the way, it can be seen.
func (v *tab) tabTo(selector string) {
	v.Helper()
	for range 80 {
		v.press(kb.Tab)
		seen := eval[string](v, `(() => {
			const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
			if (e === document.body) return "";
			const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none"
			const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight
			return ring && inside ? "" : e.outerHTML.slice(0, 80)
		})()`)
		if seen != "" {
			v.Errorf("the focus cannot be seen on %s", seen)
		}
		if eval[bool](v, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
	}
	v.Fatalf("Tab does not reach %s", selector)
}

// With a keyboard alone one gets into the field, to the results, through the
// filters, into a report and back to what stood there. On all of this way the
// page's policy is kept to, and the browser has nothing to say.
func TestSearchByKeyboard(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	seen := &traffic{answered: map[string]int64{}, pending: map[network.RequestID]bool{}}
	if err := chromedp.Listen(v.ctx, seen.listen); err != nil {
		t.Fatal(err)
	}
	v.uncached()
	call(v, cdplog.Enable, struct{}{})
	call(v, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `addEventListener("securitypolicyviolation", e => sessionStorage.violations = (sessionStorage.violations ?? "") + e.violatedDirective + " " + e.blockedURI + "\n")`,
	})
	v.open("/")
	v.tabTo(`.top a[href$="search/index.html"]`)
	v.press(kb.Enter)
	v.await("the search page is there", `location.pathname === "/repo/search/" && document.readyState === "complete"`)
	v.tabTo(`#q`)
	v.enter("outage")
	v.await("facets stand", facetsStand)
	all := eval[[]string](v, titles)
	v.tabTo(`#search-facets input[name=severity]`)
	chosen := eval[string](v, `document.activeElement.value`)
	v.press(" ")
	v.await("the filter is in the address", fmt.Sprintf(`location.search === "?q=outage&severity=" + %q`, chosen))
	v.await("there are fewer results", fmt.Sprintf(`document.querySelectorAll("#search-results li").length < %d && `+facetsStand, len(all)))
	v.await("the focus is kept", fmt.Sprintf(`document.activeElement.value === %q`, chosen))
	some := eval[[]string](v, titles)
	v.press(kb.Escape)
	eval[any](v, `document.activeElement.blur()`)
	v.tabTo(`#q`)
	v.press(kb.ArrowDown)
	if first := eval[string](v, `document.activeElement.textContent`); first != some[0] {
		t.Errorf("the arrow leads to %q, the first result is %q", first, some[0])
	}
	v.press(kb.Enter)
	v.await("the report is there", `location.pathname.startsWith("/repo/incidents/") && document.readyState === "complete"`)
	if heading := eval[string](v, `document.querySelector("h1").textContent`); heading != some[0] {
		t.Errorf("the result %q opens %q", some[0], heading)
	}
	eval[any](v, `history.back()`)
	v.await("the search is back", `location.pathname === "/repo/search/" && document.querySelector("#search-facets input:checked") !== null`)
	if diff := cmp.Diff(some, eval[[]string](v, titles)); diff != "" {
		t.Errorf("Back shows other results:\n%s", diff)
	}
	eval[any](v, `history.back()`)
	v.await("the filter is gone", `location.search === "?q=outage" && document.querySelector("#search-facets input:not(:checked)") !== null && !document.querySelector("#search-facets input:checked")`)
	if diff := cmp.Diff(all, eval[[]string](v, titles)); diff != "" {
		t.Errorf("Back again shows other results:\n%s", diff)
	}
	_, _, messages := seen.taken()
	if violations := eval[string](v, `sessionStorage.violations ?? ""`); violations != "" {
		messages = append(messages, violations)
	}
	for _, m := range messages {
		t.Error(m)
	}
}

// An address says all: the words, the filters, the order.
func TestSearchAddress(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	v.open(urls.Search + "?q=payments&severity=major&severity=minor&year=2024&sort=oldest")
	v.await("facets stand", facetsStand)
	got := eval[struct {
		Text, Sort string
		Ticked     []string
		Dates      []string
	}](v, `({
		Text: document.getElementById("q").value, Sort: document.getElementById("sort").value,
		Ticked: [...document.querySelectorAll("#search-facets input:checked")].map(e => e.name + "=" + e.value).sort(),
		Dates: [...document.querySelectorAll("#search-results time")].map(e => e.dateTime.slice(0, 4)),
	})`)
	if got.Text != "payments" || got.Sort != "oldest" {
		t.Errorf("the field holds %q, the order is %q", got.Text, got.Sort)
	}
	if diff := cmp.Diff([]string{"severity=major", "severity=minor", "year=2024"}, got.Ticked); diff != "" {
		t.Errorf("the filters that are ticked; want -, got +:\n%s", diff)
	}
	if len(got.Dates) == 0 || slices.ContainsFunc(got.Dates, func(year string) bool { return year != "2024" }) {
		t.Errorf("results of the years %v", got.Dates)
	}
}

// A long text makes the field grow and stays out of the address; Back and a reload bring it back.
func TestSearchLongText(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	v.open(urls.Search + "?q=outage")
	v.await("facets stand", facetsStand)
	eval[any](v, `document.getElementById("q").focus(); document.getElementById("q").select()`)
	v.enter(longText)
	v.press(kb.Enter)
	v.await("the text is left out of the address", `location.search === ""`)
	v.await("results stand", resultsStand+" && "+statusStands)
	if rows := eval[int](v, `document.getElementById("q").rows`); rows < 4 {
		t.Errorf("the field has %d rows", rows)
	}
	if said := eval[string](v, status); len(said) > 100 {
		t.Errorf("the status says %q", said)
	}
	eval[any](v, `history.back()`)
	v.await("the words are back", `document.getElementById("q").value === "outage" && location.search === "?q=outage"`)
	eval[any](v, `history.forward()`)
	v.await("the text is back", fmt.Sprintf(`document.getElementById("q").value.trim() === %q`, strings.TrimSpace(longText)))
	eval[any](v, `location.reload()`)
	v.await("a reload keeps it", `document.getElementById("q")?.value.length > 200 && `+resultsStand)
}

// Reports with all words come first, apart from those that have some; the words are marked in titles, too.
func TestSearchAllWords(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	v.open(urls.Search + "?q=the+outage+payments")
	v.await("the count is told", facetsStand+" && "+statusStands)
	got := eval[struct {
		Status    string
		All, Some int
		Marked    []string
	}](v, `({
		Status: document.getElementById("search-status").textContent,
		All: document.querySelectorAll("#search-results > ol > li").length,
		Some: document.querySelectorAll("#search-results section:not([hidden]) li").length,
		Marked: [...document.querySelectorAll("#search-results mark")].map(e => e.textContent.toLowerCase()),
	})`)
	if want := fmt.Sprintf("%d incident", got.All); got.All == 0 || got.Some == 0 || !strings.HasPrefix(got.Status, want) {
		t.Errorf("%d have all words, %d some; the status is %q", got.All, got.Some, got.Status)
	}
	if slices.Contains(got.Marked, "the") {
		t.Error("a word that says nothing is marked")
	}
	if !eval[bool](v, `document.querySelector("#search-results .title mark") !== null`) {
		t.Error("no title has a mark")
	}
}

// The filters are beside the results, or in a drawer above them that says how many are chosen.
func TestSearchFilters(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	v.width(1280)
	v.open(urls.Search + "?q=outage&severity=major")
	v.await("facets stand", facetsStand)
	const box = `document.getElementById("search-facets").getBoundingClientRect()`
	const results = `document.getElementById("search-results").getBoundingClientRect()`
	if !eval[bool](v, box+`.right <= `+results+`.left && `+box+`.height > 0`) {
		t.Error("at 1280 px the filters are not beside the results")
	}
	for _, width := range []int64{768, 360} {
		v.width(width)
		v.open(urls.Search + "?q=outage&severity=major")
		v.await("results stand", resultsStand+" && "+statusStands)
		if eval[bool](v, `document.getElementById("search-drawer").open`) {
			t.Errorf("at %d px the filters are before the results, and open", width)
		}
		if !eval[bool](v, `document.getElementById("search-drawer").getBoundingClientRect().bottom <= `+results+`.top + 1`) {
			t.Errorf("at %d px the filters are not above the results", width)
		}
		if text := eval[string](v, `document.querySelector("#search-drawer summary").textContent`); text != "Filters (1)" {
			t.Errorf("the drawer is called %q", text)
		}
		eval[any](v, `document.querySelector("#search-drawer summary").click()`)
		v.await("opening it fills it", facetsStand)
	}
}

// Without a connection the page says so, keeps the words, shows the lists to browse and offers to try again.
func TestSearchOffline(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	v.uncached()
	v.open(urls.Search)
	v.offline(true)
	eval[any](v, `document.getElementById("q").focus()`)
	v.enter("outag")
	v.await("the failure is told", statusStands)
	if got, want := eval[string](v, status), "The search index could not be reached. Check the connection and try again."; got != want {
		t.Errorf("the page says %q", got)
	}
	if text := eval[string](v, `document.getElementById("q").value`); text != "outag" {
		t.Errorf("the field holds %q", text)
	}
	if !eval[bool](v, `document.getElementById("search-default").checkVisibility()`) {
		t.Error("the lists to browse are hidden")
	}
	v.offline(false)
	eval[any](v, `document.getElementById("search-next").click()`)
	v.await("results stand", resultsStand)
	v.await("the failure is forgotten", `!document.querySelector("[data-failed]")`)
}

// The terminal finds in the archive what the visitor's browser finds in the
// published site.
func TestSearchAgrees(t *testing.T) {
	b := site(t, "project", "/repo/")
	v := openTab(t, b)
	v.open(urls.Search)
	module := v.url + b.base.Path(urls.Search)
	for _, q := range []generator.SearchQuery{
		{Text: "database"}, {Text: "databse conection"}, {Text: "month end billing"}, {Text: "what happened to payments"}, {Text: "i"},
		{Text: `"customer data"`}, {Text: "network -database"}, {Text: "after:2013 longer:2h"}, {Text: "", Filters: map[string][]string{"year": {"2013", "2018"}}, Sort: "longest"},
		{Text: "sync", Filters: map[string][]string{"severity": {"major"}}}, {Text: "outage", Sort: "oldest", Limit: 2}, {Text: "xyzzyxyzzy"}, {Text: "<b>&\"'🔥"},
	} {
		found, err := generator.Search(t.Context(), generator.Options{Content: archives["project"], BaseURL: b.base.String()}, q)
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(found)
		if err != nil {
			t.Fatal(err)
		}
		options, err := json.Marshal(map[string]any{"severity": q.Filters["severity"], "year": q.Filters["year"], "sort": q.Sort, "limit": max(q.Limit, 10*(1-min(1, q.Limit)))})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(q.Text)
		if err != nil {
			t.Fatal(err)
		}
		// The site's own addresses are relative to the index; the command has those of base_url.
		got := eval[any](v, fmt.Sprintf(`import(%q).then(m => m.open(%q)).then(index => index.search(%s, %s)).then(found => {
			for (const hit of found.results) hit.url = new URL(hit.url, %[2]q).pathname.replace(/index\.html$/, "");
			return found;
		})`, module+"search.js", module, text, options))
		if diff := cmp.Diff(asJSON(t, want), got); diff != "" {
			t.Errorf("%+v: the command -, the module +:\n%s", q, diff)
		}
	}
}

func asJSON(t *testing.T, data []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
