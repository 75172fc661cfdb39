package serve_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"afterword/generator/internal/serve"
	"afterword/generator/internal/testutil/chromium"
)

// browser is one for all tests; TestMain closes it.
var browser chromium.Browser

func TestMain(m *testing.M) {
	code := m.Run()
	if err := browser.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "closing the browser:", err)
	}
	os.Exit(code)
}

// A tab shows a page of a live server.
type tab struct {
	testing.TB
	ctx context.Context
}

// open opens a tab, and waits until it hears of what is new.
func (l *live) open(path string) *tab {
	t := l.tb
	t.Helper()
	v := &tab{t, browser.Tab(t)}
	if err := chromedp.Do(v.ctx, chromedp.Navigate(l.http.URL+path)); err != nil {
		t.Fatal(path, err)
	}
	v.until(`document.querySelector("script[data-afterword]").dataset.heard`)
	v.mark()
	return v
}

// mark leaves a trace that a reload would wipe out, and counts renewals.
func (v *tab) mark() {
	v.Helper()
	v.do(`window.trace = "here"; window.renewals = 0; document.addEventListener("afterword:renewed", () => window.renewals++); true`)
}

func eval[T any](v *tab, script string) (T, error) {
	return chromedp.Run(v.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

func (v *tab) do(script string) {
	v.Helper()
	if _, err := eval[any](v, script); err != nil && !errors.Is(err, chromedp.ErrJSUndefined) && !errors.Is(err, chromedp.ErrJSNull) {
		v.Fatalf("%v in %s", err, script)
	}
}

// until waits in the page for a condition. A page that goes away meanwhile is asked again.
func (v *tab) until(condition string) {
	v.Helper()
	script := `new Promise((done) => {
		const look = () => { try { return !!(` + condition + `) } catch { return false } };
		const timer = setInterval(() => { if (look()) { clearInterval(timer); done(true) } }, 5);
		setTimeout(() => { clearInterval(timer); done(look()) }, 60000);
	})`
	for range 5 {
		if ok, err := eval[bool](v, script); err == nil {
			if ok {
				return
			}
			break
		}
	}
	page, _ := eval[string](v, `document.location + "\n" + document.body.innerText.slice(0, 500) + "\noverlay: " + (document.querySelector("afterword-overlay")?.shadowRoot.textContent ?? "none")`)
	v.Fatalf("never came true: %s\n%s", condition, page)
}

func (v *tab) is(condition string) {
	v.Helper()
	if ok, err := eval[bool](v, "!!("+condition+")"); err != nil || !ok {
		v.Errorf("not so: %s %v", condition, err)
	}
}

// long is a body that scrolls, with everything that a reader may have touched.
func long(word string) string {
	return strings.Repeat("A paragraph before.\n\n", 60) + "The word is " + word + ".\n\n" + strings.Repeat("A paragraph after.\n\n", 60)
}

// controls is a layout with things to touch; the default theme has few.
const controls = `{{ define "x" }}{{ end }}<footer><details id="d"><summary>More</summary>inside</details><input id="q" value=""></footer>`

// A new text comes in place, and what the reader did stays.
func TestPatchInPlace(t *testing.T) {
	l := archive(t, serve.Options{}, "2019/one.md", report("The first outage", long("before")), "layouts/partials/footer.html", controls)
	v := l.open("/incidents/2019/one/")
	v.do(`document.querySelector("#d").open = true; document.querySelector("#q").value = "typed"; document.querySelector("#q").focus({preventScroll: true}); window.scrollTo(0, 700); true`)
	l.write("2019/one.md", report("A new title", long("afterwards")))
	l.next()
	v.until(`document.body.textContent.includes("The word is afterwards") && document.title.startsWith("A new title")`)
	v.is(`window.trace === "here" && window.renewals === 1`)
	v.is(`document.querySelector("#d").open`)
	v.is(`document.querySelector("#q").value === "typed" && document.activeElement.id === "q"`)
	v.is(`Math.abs(window.scrollY - 700) < 3`)
	v.is(`document.querySelectorAll("h1").length === 1 && document.querySelectorAll("p").length > 120`)
	// The page is now what a fresh one is.
	fresh := l.open("/incidents/2019/one/")
	shape := `[...document.querySelector("main").querySelectorAll("*")].map((e) => e.localName + e.textContent.length).join()`
	a, errA := eval[string](v, shape)
	b, errB := eval[string](fresh, shape)
	if errA != nil || errB != nil || a != b {
		t.Errorf("the patched page differs from a fresh one: %v %v\n%s\n%s", errA, errB, a, b)
	}
}

// What the reader has opened, typed and checked stays, also where elements come
// and go before it; what the reader has not touched is as the new page has it.
func TestPatchKeepsWhatTheReaderDid(t *testing.T) {
	const form = `<details><summary>Second</summary>b</details><textarea id="t">old</textarea>
		<input id="c" type="checkbox"><select id="s"><option>x<option selected>y</select><button id="b" value="old">Old</button><input id="u" value="old">`
	first := `<footer lang="en"><details><summary>First</summary>a</details>` + form + `</footer>`
	next := strings.ReplaceAll(strings.Replace(first, `<details><summary>Second`, `<p id="p">New</p><details><summary>Between</summary>c</details><details><summary>Second`, 1), "old", "new")
	l := archive(t, serve.Options{}, "layouts/partials/footer.html", first)
	v := l.open("/method/")
	v.do(`document.querySelectorAll("details")[1].open = true; window.second = document.querySelectorAll("details")[1];
		document.querySelector("#t").value = "typed"; document.querySelector("#c").checked = true; document.querySelector("#s").selectedIndex = 0;
		window.typed = document.querySelector("#t"); typed.focus(); typed.setSelectionRange(1, 3); true`)
	l.write("layouts/partials/footer.html", next)
	l.next()
	v.until(`document.querySelector("#p")`)
	v.is(`[...document.querySelectorAll("details")].map((d) => d.open).join() === "false,false,true" && document.querySelectorAll("details")[2] === second`)
	v.is(`typed.value === "typed" && document.activeElement === typed && typed.selectionStart === 1 && typed.selectionEnd === 3`)
	v.is(`document.querySelector("#c").checked && document.querySelector("#s").selectedIndex === 0`)
	v.is(`document.querySelector("#b").value === "new" && document.querySelector("#u").value === "new"`)
	v.is(`!document.querySelector("details[id]") && window.trace === "here"`)
}

// A style sheet is swapped when the new one is there: never without any.
func TestStyleSheetSwap(t *testing.T) {
	l := archive(t, serve.Options{}, "assets/site.css", "body { min-height: 3000px; color: rgb(1, 2, 3) }", "layouts/partials/footer.html", controls)
	v := l.open("/incidents/2019/one/")
	v.until(`getComputedStyle(document.body).color === "rgb(1, 2, 3)"`)
	v.do(`window.bare = 0; document.querySelector("#q").value = "typed"; window.scrollTo(0, 500);
		(function look() { if (getComputedStyle(document.body).color === "rgb(0, 0, 0)") window.bare++; requestAnimationFrame(look) })(); true`)
	l.write("assets/site.css", "body { min-height: 3000px; color: rgb(4, 5, 6) }")
	l.next()
	v.until(`getComputedStyle(document.body).color === "rgb(4, 5, 6)" && document.querySelectorAll("link[rel=stylesheet]").length === 1`)
	v.is(`window.trace === "here" && window.bare === 0 && window.scrollY === 500 && document.querySelector("#q").value === "typed"`)
	// Of two that are on their way, the later may be there first, and then the other has nobody to tell.
	l.write("assets/site.css", "body { min-height: 3000px; color: rgb(5, 6, 7) }")
	l.next()
	l.write("assets/site.css", "body { min-height: 3000px; color: rgb(7, 8, 9) }")
	l.next()
	v.until(`getComputedStyle(document.body).color === "rgb(7, 8, 9)" && document.querySelectorAll("link[rel=stylesheet]").length === 1`)
	v.is(`window.trace === "here"`)
}

// Only the tabs that show something of what changed are renewed; a picture counts.
func TestOnlyTabsConcerned(t *testing.T) {
	picture := func(text string) string { return "\x89PNG\r\n\x1a\n" + text }
	l := archive(t, serve.Options{}, "2019/b/index.md", report("With a picture", "![A graph](graph.png)"), "2019/b/graph.png", picture("one"))
	one, two, home, graph := l.open("/incidents/2019/one/"), l.open("/method/"), l.open("/"), l.open("/incidents/2019/b/")
	l.write("2019/one.md", report("The first outage", "Only this text is new."))
	l.next()
	one.until(`window.renewals === 1 && document.body.textContent.includes("Only this text is new.")`)
	l.write("2019/b/graph.png", picture("two"))
	l.next()
	graph.until(`window.renewals === 1 && document.querySelector("img[src*=graph]").src.includes("afterword=")`)
	// A change that concerns all comes after those that did not.
	l.write("archive.yaml", "title: A new name\nbase_url: https://example.com/\ntimezone: UTC\nas_of: 2026-01-01\n")
	l.next()
	for name, v := range map[string]*tab{"one": one, "two": two, "home": home, "graph": graph} {
		v.until(`document.title.includes("A new name")`)
		want := 1
		if name == "one" || name == "graph" {
			want = 2
		}
		v.until(fmt.Sprintf("window.renewals === %d", want))
		v.is(`window.trace === "here"`)
	}
}

// Twenty tabs, all of them kept up to date, though browsers allow six connections.
func TestTwentyTabs(t *testing.T) {
	l := archive(t, serve.Options{})
	var tabs []*tab
	for range 20 {
		tabs = append(tabs, l.open("/incidents/2019/one/"))
	}
	l.write("2019/one.md", report("The first outage", "For all to see."))
	l.next()
	for _, v := range tabs {
		v.until(`document.body.textContent.includes("For all to see.")`)
		v.is(`window.trace === "here"`)
	}
}

// The tab goes to the page that changed, and to the heading.
func TestNavigate(t *testing.T) {
	l := archive(t, serve.Options{Navigate: true}, "2019/one.md", report("The first outage", long("x")))
	v := l.open("/")
	l.write("2019/one.md", strings.Replace(report("The first outage", long("x")), "Nothing.", "Something.", 1))
	l.next()
	v.until(`location.pathname === "/incidents/2019/one/" && location.hash === "#h-afterwards" && document.readyState === "complete"`)
	v.mark()
	v.do(`window.scrollTo(0, 0); true`)
	l.write("2019/one.md", strings.Replace(report("The first outage", long("x")), "Nothing.", "Something else.", 1))
	l.next()
	v.until(`document.body.textContent.includes("Something else.") && window.scrollY > 500`)
	v.is(`window.trace === "here"`)
}

const broken = "---\ntitle: Broken\ndate: 2019-03-04T05:06:07Z\nservices: [api]\nseverity: <script>window.ran = true</script>\n---\n\nText.\n"

// The overlay shows all that is wrong, in its place, over the last
// good page; it is escaped and can be dismissed.
func TestOverlay(t *testing.T) {
	l := archive(t, serve.Options{})
	v := l.open("/incidents/2019/one/")
	l.write("2019/one.md", broken)
	l.next()
	l.write("2019/two.md", report("The second outage", "[nowhere](nowhere.md)"))
	l.next()
	v.until(`document.querySelector("afterword-overlay")?.shadowRoot.querySelectorAll("li").length === 2`)
	v.do(`window.overlay = document.querySelector("afterword-overlay").shadowRoot; true`)
	v.is(`overlay.querySelector("li a").getAttribute("href") === "vscode://file` + l.path("2019/one.md") + `:5:11"`)
	v.is(`overlay.querySelector("li a").textContent === "content/2019/one.md:5:11"`)
	v.is(`overlay.querySelectorAll("li")[0].querySelectorAll("pre span:not(.caret)").length === 5`)
	v.is(`overlay.querySelector(".here").textContent === "5 | severity: <script>window.ran = true</script>\n"`)
	v.is(`overlay.querySelector(".caret").textContent.indexOf("^") === "5 | severity: ".length`)
	v.is(`overlay.querySelector("li .hint").textContent.length > 5 && window.ran === undefined && !overlay.querySelector("script")`)
	v.is(`document.body.textContent.includes("Text of the first.") && window.trace === "here"`)
	v.until(`getComputedStyle(overlay.querySelector("section")).position === "fixed"`) // its style sheet is there
	for _, path := range []string{"/incidents/2019/one/", "/feed.xml", "/_afterword/reload.js"} {
		if status, body := l.get(path); status != 200 || strings.Contains(body, "window.ran") {
			t.Errorf("%s has status %d while the archive is broken", path, status)
		}
	}
	v.do(`overlay.querySelector("button").click(); true`)
	v.is(`!document.querySelector("afterword-overlay")`)
	l.write("2019/three.md", "---\ntitle: [\n---\n")
	l.next()
	v.until(`document.querySelector("afterword-overlay")`) // something new is wrong
}

// Of a line of over 16 KiB the overlay shows a part, with the caret below what is at fault.
func TestOverlayLongLine(t *testing.T) {
	l := archive(t, serve.Options{})
	v := l.open("/incidents/2019/one/")
	l.write("2019/one.md", report("The first outage", strings.Repeat("émigré ", 3000)+"[nowhere](nowhere.md) "+strings.Repeat("after ", 3000)))
	l.next()
	v.until(`document.querySelector("afterword-overlay")?.shadowRoot.querySelectorAll("li").length === 1`)
	v.do(`window.overlay = document.querySelector("afterword-overlay").shadowRoot; true`)
	v.do(`window.line = overlay.querySelector(".here").textContent; window.caret = overlay.querySelector(".caret").textContent.trimEnd(); true`)
	v.is(`line.length < 12000 && line.slice(caret.indexOf("^"), caret.length) === "nowhere.md"`)
	v.is(`overlay.querySelector("li a").textContent.endsWith(":10:21011")`) // the column is that of the file
}

// Broken and fixed fifty times, the overlay comes and goes.
func TestOverlayHeals(t *testing.T) {
	l := archive(t, serve.Options{})
	v := l.open("/incidents/2019/one/")
	for n := range 50 {
		l.write("2019/one.md", broken)
		l.next()
		v.until(`document.querySelector("afterword-overlay")`)
		l.write("2019/one.md", report("The first outage", fmt.Sprintf("Fixed %d times.", n+1)))
		l.next()
		v.until(fmt.Sprintf(`!document.querySelector("afterword-overlay") && document.body.textContent.includes("Fixed %d times.")`, n+1))
	}
	v.is(`window.trace === "here" && window.renewals === 50`)
}

// After the server was away, a tab renews itself once, and only if its page has changed.
func TestServerRestart(t *testing.T) {
	l := archive(t, serve.Options{})
	one, method := l.open("/incidents/2019/one/"), l.open("/method/")
	address := l.http.Listener.Addr().String()
	l.http.CloseClientConnections()
	l.http.Close()
	l.write("2019/one.md", report("The first outage", "Written meanwhile."))
	again := start(t, t.Context(), l.content, serve.Options{})
	again.next()
	listener, err := listenAt(address)
	l.must(err)
	server := &httptest.Server{Listener: listener, Config: again.http.Config}
	server.Config.Handler = again.server
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	one.until(`window.renewals === 1 && document.body.textContent.includes("Written meanwhile.")`)
	again.write("archive.yaml", "title: A new name\nbase_url: https://example.com/\ntimezone: UTC\nas_of: 2026-01-01\n")
	again.next()
	method.until(`document.title.includes("A new name")`)
	method.is(`window.renewals === 1 && window.trace === "here"`)
}

// An archive that is broken from the start shows why, and opens by itself once it is fixed.
func TestBrokenFromTheStart(t *testing.T) {
	l := archive(t, serve.Options{}, "2019/one.md", broken)
	v := l.open("/incidents/2019/one/")
	v.until(`document.querySelector("afterword-overlay") && document.body.textContent.includes("The archive has errors")`)
	l.write("2019/one.md", report("The first outage", "Fixed."))
	l.next()
	v.until(`document.body.textContent.includes("Fixed.") && !document.querySelector("afterword-overlay")`)
}

// Scripts of the page's own that change are loaded, not patched.
func TestScriptsChange(t *testing.T) {
	l := archive(t, serve.Options{}, "static/a.js", "window.mine = 1", "layouts/partials/footer.html", `<footer><script src="/a.js"></script></footer>`)
	v := l.open("/method/")
	v.until(`window.mine === 1`)
	l.write("static/a.js", "window.mine = 2")
	l.next()
	v.until(`window.mine === 2 && window.trace === undefined`)
}
