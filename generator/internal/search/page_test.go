package search_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"afterword/generator/internal/search"
	"afterword/generator/internal/testutil/chromium"
)

// TestPage walks the search page in Chromium, under a policy that allows
// scripts and requests of its own origin only.
func TestPage(t *testing.T) {
	var docs []report
	for i := range 25 {
		d := one(fmt.Sprintf("%02d.md", i), fmt.Sprintf("Replica %d lagged", i), "The primary was busy with vacuuming.")
		d.URL, d.Year, d.Date = fmt.Sprintf("/incidents/%02d/", i), 2018+i%3, fmt.Sprintf("%d-05-%02d", 2018+i%3, i+1)
		d.Severity, d.Seconds, d.Summary = []string{"major", "minor"}[i%2], int64(i*600), "Replication fell behind."
		d.AtLeast, d.Services = i%2 == 1, []search.Value{{ID: "db", Name: "Main database"}}
		docs = append(docs, d)
	}
	docs = append(docs, one("evil.md", `<img src=x onerror="document.title='evil'"> zebra`, `</p><script>document.title = "evil"</script>`))
	dir := write(t, build(t, docs))
	html, err := os.ReadFile("testdata/page.html")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), html, 0o666); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	files := http.StripPrefix("/search/", http.FileServer(http.Dir(dir)))
	mux.HandleFunc("/search/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // what the browser keeps would answer when the server is gone
		files.ServeHTTP(w, r)
	})
	for _, folder := range []string{"/incidents/", "/evil/"} {
		mux.HandleFunc(folder, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "<!doctype html><title>R</title><main><p>The primary was busy with <b>vacuuming</b>.</main>")
		})
	}
	server := httptest.NewServer(mux)
	defer server.Close()

	ctx, complaints := openTab(t)
	read := func(script string) string {
		t.Helper()
		out, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+script+")"))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	wait := func(what, script, want string) {
		t.Helper()
		got := ""
		// Polling, since only the page knows when it is done.
		for until := time.Now().Add(time.Minute); time.Now().Before(until); {
			if got = read(script); got == want {
				return
			}
		}
		t.Fatalf("%s: %q, want %q", what, got, want)
	}
	do := func(actions ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, actions...); err != nil {
			t.Fatal(err)
		}
	}
	const (
		results = `document.querySelectorAll('#search-results li').length`
		status  = `document.getElementById('search-status').textContent`
		address = `location.search`
		focused = `document.activeElement.name || document.activeElement.textContent`
	)
	do(chromedp.Navigate(server.URL + "/search/"))
	wait("an empty page shows the lists", `document.getElementById('search-default').hidden`, "false")
	do(chromedp.KeyEvent("/"))
	wait("/ goes to the field", focused, "q")
	read(`document.activeElement.value = ''`) // the protocol sends the character although its key was taken
	do(chromedp.KeyEvent("replica"))
	wait("results appear while typing", results, "10")
	wait("the count is announced", status, "25 incidents")
	wait("the address follows", address, "?q=replica")
	wait("the lists are hidden", `document.getElementById('search-default').hidden`, "true")
	wait("words are marked", `document.querySelector('#search-results p mark')?.textContent + document.querySelector('#search-results a mark')?.textContent`, "ReplicationReplica")
	wait("names and lengths are shown", `document.querySelector('#search-results li')?.textContent.includes('Main database') + document.querySelector('#search-results time')?.dateTime.slice(0, 2)`, "true20")
	wait("a bound is shown as one", `[...document.querySelectorAll('#search-results li')].every((li) => li.textContent.includes('≥') === li.textContent.includes('Minor'))`, "true")
	do(chromedp.KeyEvent(kb.Enter), chromedp.Click("#search-more"))
	wait("more results are added", results, "20")
	do(chromedp.Click("#search-drawer summary"))
	wait("facets have counts", `document.querySelector('#search-facets input[name=severity][value=major]')?.closest('label').textContent.trim()`, "Major 13")
	do(chromedp.Click("#search-facets input[name=severity][value=major]"))
	wait("a facet filters", status, "13 incidents")
	wait("the address has the facet", address, "?q=replica&severity=major")
	wait("focus stays on the facet", `document.activeElement.value`, "major")
	read("history.back()")
	wait("Back undoes it", address, "?q=replica")
	wait("and shows it", status, "25 incidents")
	read("history.back()")
	wait("Back again", address+" + "+results, "0")
	do(chromedp.Navigate(server.URL + "/search/?q=vacuuming&year=2019&sort=newest"))
	wait("an address is enough", `document.querySelector('[name=q]').value + document.querySelector('[name=sort]').value + `+results, "vacuumingnewest8")
	wait("a passage is read from the page", `document.querySelector('#search-results p mark')?.textContent`, "vacuuming")
	do(chromedp.Focus("[name=q]"), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	wait("arrows walk the results", focused, "Replica 19 lagged")
	do(chromedp.KeyEvent(kb.Escape))
	wait("Escape goes back to the field", focused, "q")
	do(chromedp.Navigate(server.URL + "/search/?q=zebra"))
	wait("markup is text", `document.querySelector('#search-results a')?.textContent + document.querySelectorAll('#search-results img').length`, `<img src=x onerror="document.title='evil'"> zebra0`)
	do(chromedp.Navigate(server.URL + "/search/?q=xyzzyxyzzy"))
	wait("nothing found is said", status, "No incident matches. Check the spelling, or remove a word or a filter.")
	wait("the lists come back where nothing is found", `document.getElementById('search-default').hidden`, "false")
	do(chromedp.Navigate(server.URL+"/search/"), chromedp.Focus("[name=q]"))
	read(`(() => { const q = document.activeElement; q.value = 'Pod 7d9f8b6c5 at 11:09:55 said that a zebra had an onerror in the document title, with src and img, <b>evil</b>, ' + 'and '.repeat(50); q.dispatchEvent(new InputEvent('input', { bubbles: true })) })()`)
	wait("a pasted text is compared", status, "1 incident like this text")
	wait("with what is shared", `document.querySelector('#search-results .shares')?.textContent.includes('zebra')`, "true")
	wait("and is no part of the address", address, "")
	read(`(() => { const q = document.querySelector('[name=q]'); q.value = 'the elevator stopped between two floors of the northern tower and a giraffe was stuck inside of it'; q.dispatchEvent(new InputEvent('input', { bubbles: true })) })()`)
	wait("nothing like it is said", status, "Nothing like it")
	server.CloseClientConnections()
	do(chromedp.Navigate(server.URL + "/search/"))
	wait("the page stands", status, "")
	server.Close()
	do(chromedp.Focus("[name=q]"), chromedp.KeyEvent("boat"))
	wait("a lost connection is said", status, "The search index could not be reached. Check the connection and try again.")
	wait("the words stay", `document.querySelector('[name=q]').value`, "boat")
	if read("document.title") != "Search" {
		t.Error("content from a report has run")
	}
	for _, c := range complaints() {
		if !strings.Contains(c, "ERR_CONNECTION") {
			t.Errorf("the browser complains: %s", c)
		}
	}
}

// openTab opens a tab of a browser of its own, and collects what is logged there as errors.
func openTab(t *testing.T) (context.Context, func() []string) {
	var browser chromium.Browser
	t.Cleanup(func() {
		if err := browser.Close(); err != nil {
			t.Log("closing the browser: ", err)
		}
	})
	ctx := browser.Tab(t)
	lines := make(chan string, 100)
	listen := func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			if string(e.Entry.Level) == "error" {
				lines <- e.Entry.Text + " " + e.Entry.URL
			}
		case *runtime.EventExceptionThrown:
			lines <- e.ExceptionDetails.Text
		}
	}
	if err := chromedp.Listen(ctx, listen); err != nil {
		t.Fatal(err)
	}
	for _, enable := range []error{call(ctx, log.Enable, struct{}{}), call(ctx, runtime.Enable, struct{}{})} {
		if enable != nil {
			t.Fatal(enable)
		}
	}
	return ctx, func() (all []string) {
		for len(lines) > 0 {
			all = append(all, <-lines)
		}
		return all
	}
}

func call[P, R any](ctx context.Context, command cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(ctx, command, params)
	return err
}
