package serve_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"afterword/generator/internal/serve"
)

// editions runs a server over an archive with two, of which it shows the narrower one first.
func editions(t *testing.T, o serve.Options) *live {
	return archive(t, o,
		"archive.yaml", "title: Outages\nbase_url: https://example.com/\ntimezone: UTC\nas_of: 2026-01-01\neditions:\n  - {id: public, base_url: https://example.com/open/}\n  - {id: internal}\n",
		"2019/one.md", strings.Replace(report("The first outage", "On [acme]{edition=internal}.\n\n::: internal\nInside.\n:::"), "date:", "edition: public\ndate:", 1))
}

// choose asks for an edition as a page does.
func (l *live) choose(id, path string, header http.Header) (status int, body string) {
	l.tb.Helper()
	header = header.Clone()
	header.Set("Afterword-Edition", id)
	header.Set("method", http.MethodPost)
	response, body := l.ask("/_afterword/edition?path="+path, header)
	return response.StatusCode, body
}

func TestEditionsAreSwitched(t *testing.T) {
	l := editions(t, serve.Options{Editions: true})
	l.has("/incidents/2019/one/", "acme")
	l.has("/incidents/2019/two/", "second")
	for _, c := range []struct{ id, path, want string }{
		{"public", "/incidents/2019/one/", "/open/incidents/2019/one/"},
		{"internal", "/open/incidents/2019/one/", "/incidents/2019/one/"},
		{"internal", "/nothing/", "/"},
		{"public", "/incidents/2019/two/", "/open/incidents/"},
		{"public", "/elsewhere", "/open/"},
	} {
		if status, body := l.choose(c.id, c.path, http.Header{}); status != 200 || body != c.want && !strings.HasPrefix(c.want, "/open/incidents/") {
			t.Errorf("%s at %s: %d %s, want %s", c.id, c.path, status, body, c.want)
		}
	}
	l.has("/open/incidents/2019/one/", "!acme", "!Inside")
	l.has("/open/incidents/2019/two/", "!second")
	var state struct {
		Editions struct {
			IDs     []string
			Current string
			LeftOut map[string]int
		}
	}
	_, body := l.get("/open/_afterword/state?path=/open/incidents/2019/one/")
	if err := json.Unmarshal([]byte(body), &state); err != nil {
		t.Fatal(err)
	}
	if e := state.Editions; strings.Join(e.IDs, " ") != "public internal" || e.Current != "public" || e.LeftOut["words"] != 1 || e.LeftOut["block"] != 1 {
		t.Errorf("the state says %s", body)
	}
}

func TestEditionsAreNotSwitchedByOthers(t *testing.T) {
	l := editions(t, serve.Options{Editions: true})
	for name, header := range map[string]http.Header{
		"another site":   {"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"cors"}},
		"a form":         {"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}},
		"another origin": {"Origin": {"https://evil.example"}},
		"another name":   {"Host": {"evil.example"}},
	} {
		if status, _ := l.choose("public", "/", header); status != 403 {
			t.Errorf("%s: status %d", name, status)
		}
	}
	if status, _ := l.choose("publik", "/", http.Header{}); status != 404 {
		t.Errorf("an edition that is none: status %d", status)
	}
	if response, _ := l.ask("/_afterword/edition?path=/", http.Header{"Method": {"POST"}}); response.StatusCode != 404 {
		t.Errorf("without the header: status %d", response.StatusCode)
	}
	if response, _ := l.ask("/", http.Header{"Method": {"POST"}}); response.StatusCode != 405 {
		t.Errorf("a page: status %d", response.StatusCode)
	}
	// A server that others can reach shows one edition.
	l = editions(t, serve.Options{})
	if status, _ := l.choose("public", "/", http.Header{}); status != 405 {
		t.Errorf("a server for others: status %d", status)
	}
	if _, body := l.get("/_afterword/state?path=/"); strings.Contains(body, "public") {
		t.Errorf("a server for others names the editions: %s", body)
	}
}

// TestErrorsOfAnEditionQuoteNothingHidden promises that the lines around an error are shown only of the
// edition that shows them.
func TestErrorsOfAnEditionQuoteNothingHidden(t *testing.T) {
	l := editions(t, serve.Options{Editions: true})
	if status, body := l.choose("public", "/", http.Header{}); status != 200 {
		t.Fatal(status, body)
	}
	for len(l.reports) > 0 {
		<-l.reports
	}
	l.write("2019/one.md", "---\ntitle: One\nedition: public\ndate: 2019-03-04\n---\n[x](gone.md) first\n[acme]{edition=internal} and [y](lost.md)\n")
	l.next()
	_, body := l.get("/open/_afterword/state?path=/open/")
	if !strings.Contains(body, "gone.md") || strings.Contains(body, "acme") {
		t.Errorf("the state says %s", body)
	}
}

// TestBarOfEditions promises that the bar of a page leads to the same page of another edition, under the
// policy of the page.
func TestBarOfEditions(t *testing.T) {
	l := editions(t, serve.Options{Editions: true})
	v := l.open("/incidents/2019/one/")
	bar := `document.querySelector("afterword-editions")?.shadowRoot`
	v.until(bar + `.textContent.includes("everything is here")`)
	v.until(`getComputedStyle(` + bar + `.querySelector("section")).display === "flex"`)
	v.do(bar + `.querySelector("button").click(); true`)
	v.until(`location.pathname === "/open/incidents/2019/one/" && ` + bar + `.textContent.includes("leaves out of this page: 1 block, 1 phrase")`)
	v.is(`!document.body.textContent.includes("acme") && ` + bar + `.querySelector("[aria-current]").textContent === "public"`)
	// An edit changes the page in place, and the bar stays.
	v.mark()
	l.write("2019/one.md", strings.Replace(report("The first outage", "Anew."), "date:", "edition: public\ndate:", 1))
	v.until(`document.body.textContent.includes("Anew") && ` + bar + `.textContent.includes("nothing")`)
	v.is(`window.trace === "here" && document.querySelectorAll("afterword-editions").length === 1`)
}
