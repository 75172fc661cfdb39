package serve_test

import (
	"encoding/json"
	"strings"
	"testing"

	"afterword/generator/internal/serve"
)

// TestDraftsHaveTheirPrecedents promises that a draft is shown with what is like it, after an edit as
// well, and that no other page is.
func TestDraftsHaveTheirPrecedents(t *testing.T) {
	draft := strings.Replace(report("The lease again", "etcd says mvcc: database space exceeded, and the lease of the registry has lapsed."), "date:", "draft: true\ndate:", 1)
	l := archive(t, serve.Options{},
		"2018/lease.md", report("A lapsed lease", "The registry lost its lease when etcd had mvcc errors: database space exceeded."),
		"2018/cake.md", report("Cake", "Somebody had eaten it."),
		"2019/draft.md", draft)
	similar := func(path string) (found []struct {
		Title, URL string
		Shares     []string
	}) {
		t.Helper()
		status, body := l.get("/_afterword/similar?path=" + path)
		if err := json.Unmarshal([]byte(body), &found); err != nil || status != 200 {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		return found
	}
	found := similar("/incidents/2019/draft/")
	if len(found) != 1 || found[0].Title != "A lapsed lease" || found[0].URL != "/incidents/2018/lease/" || !strings.Contains(strings.Join(found[0].Shares, " "), "mvcc") {
		t.Errorf("like the draft are %+v", found)
	}
	for path, isDraft := range map[string]bool{"/incidents/2019/draft/": true, "/incidents/2018/lease/": false, "/": false, "/incidents/none/": false, "": false} {
		if _, body := l.get("/_afterword/state?path=" + path); strings.Contains(body, `"draft":true`) != isDraft {
			t.Errorf("the state of %q says %s", path, body)
		}
		if found := similar(path); !isDraft && len(found) > 0 {
			t.Errorf("like %q are %+v", path, found)
		}
	}
	l.write("2019/draft.md", strings.Replace(draft, "etcd says mvcc: database space exceeded, and the lease of the registry has lapsed.", "An elevator.", 1))
	l.next()
	if found := similar("/incidents/2019/draft/"); len(found) > 0 {
		t.Errorf("after an edit, like the draft are %+v", found)
	}
}

// TestBarOfADraft promises that the bar is folded at first, under the policy of the page, and follows edits.
func TestBarOfADraft(t *testing.T) {
	draft := strings.Replace(report("The lease again", "etcd says mvcc: database space exceeded."), "date:", "draft: true\ndate:", 1)
	l := archive(t, serve.Options{},
		"2018/lease.md", report("A lapsed lease", "The registry lost its lease when etcd had mvcc errors: database space exceeded."),
		"2019/draft.md", draft)
	v := l.open("/incidents/2019/draft/")
	bar := `document.querySelector("afterword-similar")?.shadowRoot`
	v.until(bar + `?.querySelector("details").open === false`)
	v.do(bar + `.querySelector("summary").click(); true`)
	v.until(bar + `.querySelector("li")?.textContent.includes("A lapsed lease shares ")`)
	l.write("2019/draft.md", strings.Replace(draft, "etcd says mvcc: database space exceeded.", "An elevator.", 1))
	v.until(`document.body.textContent.includes("An elevator") && ` + bar + `.textContent.includes("Nothing in the archive is like it")`)
	v.is(`document.querySelectorAll("afterword-similar").length === 1`)
}
