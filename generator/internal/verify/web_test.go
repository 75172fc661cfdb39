package verify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"afterword/generator/internal/verify"
)

// state is the data of a site with one service that was down for so many seconds in 2024, and the page that says so.
func state(seconds int) map[string]string {
	const most = 31622400
	percent := (most - seconds) * 100_000 / most
	bound := fmt.Sprintf(`{"min":%d,"max":%d}`, seconds, seconds)
	nothing := `{"min":0,"max":0}`
	stats := func(from, to string, length, seconds int) string {
		uptime := (length - seconds) * 100_000 / length
		down := fmt.Sprintf(`{"min":%d,"max":%d}`, seconds, seconds)
		per := fmt.Sprintf(`{"min":%d.%03d,"max":%d.%03d}`, uptime/1000, uptime%1000, uptime/1000, uptime%1000)
		incidents := min(seconds, 1)
		return fmt.Sprintf(`"id":"a","from":"%sT00:00:00Z","to":"%sT00:00:00Z","seconds":%d,"incidents":%d,"major":%s,"partial":%s,"degraded":%s,"maintenance":%s,"impacted":%s,"weighted":{"min":%d.000,"max":%d.000},"uptime":%s,"strict":%s`,
			from, to, length, incidents, down, nothing, nothing, nothing, down, seconds, seconds, per, per)
	}
	var months []string
	for m := 1; m <= 12; m++ {
		length, lost := []int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m]*86400, 0
		if m == 3 {
			lost = seconds
		}
		next := fmt.Sprintf("2024-%02d-01", m+1)
		if m == 12 {
			next = "2025-01-01"
		}
		months = append(months, fmt.Sprintf(`{"month":%d,%s}`, m, stats(fmt.Sprintf("2024-%02d-01", m), next, length, lost)))
	}
	return map[string]string{
		"api/incidents.json": fmt.Sprintf(`{"incidents":[{"path":"i","url":"https://example.org/incidents/i/","date":"2024-03-02","services":["a"],"windows":[{"start":"2024-03-01T00:00:00Z","end":"2024-03-01T%02d:%02d:%02dZ","level":"major_outage","services":["a"],"ongoing":false}],"seconds":%s}]}`,
			seconds/3600, seconds/60%60, seconds%60, bound),
		"api/services.json": `{"services":[{"id":"a","since":"2024-01-01","incidents":1}]}`,
		"api/uptime.json": `{"as_of":"2025-01-01T00:00:00Z","timezone":"UTC","weights":{"major_outage":1},"years":[{"year":2024,"services":[{` +
			stats("2024-01-01", "2025-01-01", most, seconds) + `,"slo":null,"budget":null,"budgets":[],"credits":[],"months":[` + strings.Join(months, ",") + `]}]}],"periods":[],"rolling":[]}`,
		"index.html":  fmt.Sprintf(`<p data-of="a 2024">Uptime <b data-figure="uptime">%d.%03d`+"\u00a0"+`%%</b></p>`, percent/1000, percent%1000),
		"sitemap.xml": `<urlset><url><loc>https://example.org/</loc></url></urlset>`,
	}
}

func serve(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return s.URL + "/"
}

func check(t *testing.T, address string) (verify.Report, int, error) {
	t.Helper()
	site, err := verify.Web(address, "test")
	if err != nil {
		t.Fatal(err)
	}
	report, list, err := verify.Check(t.Context(), site)
	return report, len(list), err
}

// TestASiteThatIsReplaced promises that a site which is replaced while it is read is either right or said to have changed:
// after every number of answers.
func TestASiteThatIsReplaced(t *testing.T) {
	right, changed := 0, 0
	for after := range 24 {
		var asked atomic.Int64
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			of := state(3600)
			if n := int(asked.Add(1)); n > after && (after%2 == 0 || n <= after+3) { // for good, and for three answers
				of = state(4711)
			}
			name := strings.TrimPrefix(r.URL.Path, "/")
			if name == "" {
				name = "index.html"
			}
			text, ok := of[name]
			if !ok {
				http.NotFound(w, r)
				return
			}
			fmt.Fprint(w, text)
		})
		switch _, differs, err := check(t, address); {
		case errors.Is(err, verify.ErrChanged):
			changed++
		case err != nil || differs > 0:
			t.Errorf("replaced after %d answers: %d figures differ, %v", after, differs, err)
		default:
			right++
		}
	}
	t.Logf("right %d times, changed %d times", right, changed)
	if right == 0 || changed == 0 {
		t.Error("the test replaces nothing, or everything")
	}
}

// TestAFolderThatIsReplaced promises the same of a folder that is exchanged for another.
func TestAFolderThatIsReplaced(t *testing.T) {
	dir := t.TempDir()
	lay := func(name string, files map[string]string) {
		for file, text := range files {
			full := filepath.Join(dir, name, file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
	lay("public", state(3600))
	root, err := os.OpenRoot(filepath.Join(dir, "public"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	site := verify.Folder(root)
	if _, list, err := verify.Check(t.Context(), site); err != nil || len(list) > 0 {
		t.Fatal(list, err)
	}
	files := site.Files
	lay("public", map[string]string{"index.html": strings.ReplaceAll(state(3600)["index.html"], "99", "98")})
	if _, list, err := verify.Check(t.Context(), site); err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	site.Files = func(ctx context.Context) ([]string, error) {
		list, err := files(ctx)
		lay("public", state(4711))
		return list, err
	}
	if _, _, err := verify.Check(t.Context(), site); !errors.Is(err, verify.ErrChanged) {
		t.Errorf("the error is %v", err)
	}
}

// TestAddresses promises what is asked: https, and this machine; never by a redirect what is not asked otherwise.
func TestAddresses(t *testing.T) {
	for _, address := range []string{"http://example.org/", "http://192.168.1.1/", "http://169.254.169.254/", "file:///etc", "ftp://example.org/", "https://a:b@example.org/", "https:///x", "http://localhost.example.org/", "http://127.0.0.1.example.org/", "gopher://localhost/"} {
		if _, err := verify.Web(address, "test"); err == nil {
			t.Errorf("%s is asked", address)
		}
	}
	for _, address := range []string{"https://example.org/a/", "http://127.0.0.1:1313/", "http://[::1]:1313/", "http://localhost:1313/"} {
		if _, err := verify.Web(address, "test"); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for to, want := range map[string]string{
		"http://example.org/": "by https", "ftp://127.0.0.1/": "scheme", "/again": "more than 5 times", "http://169.254.169.254/latest/": "by https",
	} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
		if _, _, err := check(t, address); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a redirect to %s: %v", to, err)
		}
	}
	large := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Length", "1000000000000") })
	if _, _, err := check(t, large); err == nil || !strings.Contains(err.Error(), "larger than 256 MiB") {
		t.Errorf("a terabyte: %v", err)
	}
}
