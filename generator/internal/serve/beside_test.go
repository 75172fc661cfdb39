package serve_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	index "afterword/generator/internal/archive"
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
	type precedent struct {
		Title, URL string
		Shares     []string
	}
	similar := func(path string) []precedent {
		t.Helper()
		status, body := l.get("/_afterword/beside?path=" + path)
		var found struct{ Similar []precedent }
		if err := json.Unmarshal([]byte(body), &found); err != nil || status != 200 {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		return found.Similar
	}
	found := similar("/incidents/2019/draft/")
	if len(found) != 1 || found[0].Title != "A lapsed lease" || found[0].URL != "/incidents/2018/lease/" || !strings.Contains(strings.Join(found[0].Shares, " "), "mvcc") {
		t.Errorf("like the draft are %+v", found)
	}
	for path, isDraft := range map[string]bool{"/incidents/2019/draft/": true, "/incidents/2018/lease/": false, "/": false, "/incidents/none/": false, "": false} {
		if _, body := l.get("/_afterword/state?path=" + path); strings.Contains(body, `"report":"draft"`) != isDraft {
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
	bar := `document.querySelector("afterword-beside")?.shadowRoot`
	v.until(bar + `?.querySelector("details").open === false`)
	v.do(bar + `.querySelector("summary").click(); true`)
	v.until(bar + `.querySelector("li")?.textContent.includes("A lapsed lease shares ")`)
	l.write("2019/draft.md", strings.Replace(draft, "etcd says mvcc: database space exceeded.", "An elevator.", 1))
	v.until(`document.body.textContent.includes("An elevator") && ` + bar + `.textContent.includes("Nothing in the archive is like it")`)
	v.is(`document.querySelectorAll("afterword-beside").length === 1`)
}

// TestAuthorsSeeWhatIsMissingAndMoves promises that a report which was edited has what its rules miss and what it moves
// beside it, and that others have neither.
func TestAuthorsSeeWhatIsMissingAndMoves(t *testing.T) {
	text, draft := report("A", "Text."), strings.Replace(report("B", "Text."), "date:", "draft: true\ndate:", 1)
	asked := 0
	compare := func(_ context.Context, _ *index.Archive, i *index.Incident) (string, []serve.Move, error) {
		asked++
		return "abc1234", []serve.Move{{Service: "api", Period: i.Path, Before: "100 %", After: "99 %"}}, nil
	}
	l := archive(t, serve.Options{Compare: compare},
		"archive.yaml", "title: Outages\nbase_url: https://example.com/\ntimezone: UTC\nas_of: 2026-01-01\nrules: [{require: [detected], since: 2019-03-05}, {require: [causes]}]\n",
		"2018/a.md", text, "2018/b.md", strings.Replace(draft, "2019-03-04", "2019-03-06", 1))
	ask := func(what, path string) string {
		_, body := l.get("/_afterword/" + what + "?path=/incidents/2018/" + path + "/")
		return body
	}
	if body := ask("beside", "a"); !strings.HasPrefix(body, `{"missing":[],"against":"","moves":[]`) || asked > 0 {
		t.Errorf("of a report that nobody has edited it says %s", body)
	}
	if body := ask("beside", "b"); !strings.Contains(body, "the report lacks detected") || !strings.Contains(body, `"against":"abc1234","moves":[{"service":"api","period":"2018/b"`) {
		t.Errorf("of a draft it says %s", body)
	}
	l.write("2018/a.md", strings.Replace(text, "Text.", "Other text.", 1))
	l.next()
	if body := ask("beside", "a"); !strings.Contains(body, `"moves":[{"service":"api","period":"2018/a"`) || !strings.Contains(ask("state", "a"), `"report":"edited"`) {
		t.Errorf("after an edit it says %s", body)
	}
}

// TestBarOfWhatMoves promises that the bar shows it, and without a commit nothing of the kind.
func TestBarOfWhatMoves(t *testing.T) {
	commit := "abc1234"
	compare := func(context.Context, *index.Archive, *index.Incident) (string, []serve.Move, error) {
		return commit, []serve.Move{{Service: "api", Period: "2019", Before: "100 %", After: "99 %"}}, nil
	}
	l := archive(t, serve.Options{Compare: compare}, "2019/draft.md", strings.Replace(report("B", "Text."), "date:", "draft: true\ndate:", 1))
	v := l.open("/incidents/2019/draft/")
	bar := `document.querySelector("afterword-beside")?.shadowRoot`
	v.until(bar + `?.querySelector("details").open === false`)
	v.do(bar + `.querySelector("summary").click(); true`)
	v.until(bar + `.textContent.includes("Figures against abc1234") && ` + bar + `.textContent.includes("api in 2019: 100 % → 99 %")`)
	v.is(bar + `.textContent.includes("Nothing that the rules ask for is missing")`)
}
