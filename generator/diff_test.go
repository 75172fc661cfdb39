package generator_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"afterword/generator"
)

// edits are changes of the demo archive by replacement: file, old text, new text.
var edits = []struct{ name, file, old, new string }{
	{"an end moves", "2018/zuora-connect.md", "2018-12-11 09:11 PST", "2018-12-11 09:41 PST"},
	{"a start moves", "2018/zuora-connect.md", "2018-12-04 14:00 PST", "2018-12-04 13:59 PST"},
	{"a level changes", "2018/zuora-connect.md", "level: partial_outage", "level: major_outage"},
	{"a level is not known", "2012/zoho-invoice.md", "level: major_outage", "level: unknown"},
	{"a service goes", "2018/zuora-connect.md", "[connect-apps, connect-marketplace]", "[connect-apps]"},
	{"another service", "2017/wise-sync.md", "[wise-sync, wise-pay]", "[wise-sync, paymo]"},
	{"an end is not known", "2018/zuora-connect.md", "end: 2018-12-13 00:00 PST", "end: unknown"},
	{"an end is bounded", "2018/zuora-connect.md", "end: 2018-12-13 00:00 PST", "end: unknown\n    at_most: 20h"},
	{"a lower bound moves", "2017/wise-sync.md", "at_least: 100m", "at_least: 90m"},
	{"an upper bound moves", "2017/wise-sync.md", "at_most: 100m", "at_most: 130m"},
	{"a zone changes", "2018/zuora-connect.md", "2018-12-11 08:30 PST", "2018-12-11 08:30 -07:00"},
	{"an incident moves to another month", "2012/zoho-invoice.md", "2012-05-31", "2012-06-01"},
	{"an incident moves to another year", "2012/zoho-invoice.md", "2012-05-31", "2011-05-31"},
	{"a weight changes", "archive.yaml", "timezone:", "weights: {partial_outage: 0.5}\ntimezone:"},
	{"the archive's zone changes", "archive.yaml", "timezone: UTC", "timezone: Asia/Tokyo"},
	{"a report becomes a draft", "2013/customer-io.md", "---\ntitle:", "---\ndraft: true\ntitle:"},
	{"a report goes", "2012/zoho-invoice.md", "", ""},
	{"a report is moved", "2012/zoho-invoice.md", "", "2012/failover.md"},
	{"only words change", "2013/customer-io.md", "tags: [", "tags: [words, "},
	{"a title changes", "2017/wise-sync.md", "---\ntitle:", "---\ntitle: Again,"},
}

// TestDiffNamesEveryFigureThatMoves promises that diff names exactly the figures that differ
// between the /api/uptime.json of two builds, and a reason for each.
func TestDiffNamesEveryFigureThatMoves(t *testing.T) {
	base := copyOf(t, "../content")
	before := publishedFigures(t, base)
	for _, e := range edits {
		t.Run(e.name, func(t *testing.T) {
			content := copyOf(t, "../content")
			file := filepath.Join(content, e.file)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case e.old == "" && e.new == "":
				err = os.Remove(file)
			case e.old == "":
				err = os.Rename(file, filepath.Join(content, e.new))
			case !strings.Contains(string(text), e.old):
				t.Fatalf("%s has no %q", e.file, e.old)
			default:
				err = os.WriteFile(file, []byte(strings.ReplaceAll(string(text), e.old, e.new)), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			report, err := generator.Diff(t.Context(), generator.Options{Content: content}, base)
			if err != nil {
				t.Fatal(err)
			}
			named := map[string]string{}
			for _, f := range report.Figures {
				place := f.Service + " " + f.Period + " " + f.Name
				if len(f.Because) == 0 || named[place] != "" {
					t.Errorf("%s: no reason, or named twice", place)
				}
				named[place] = string(f.Before) + " → " + string(f.After)
			}
			after := publishedFigures(t, content)
			moved := map[string]string{}
			for _, all := range []map[string]string{before, after} {
				for place := range all {
					if was, is := orNull(before[place]), orNull(after[place]); was != is {
						moved[place] = was + " → " + is
					}
				}
			}
			if !maps.Equal(named, moved) {
				for _, place := range slices.Sorted(maps.Keys(moved)) {
					if named[place] != moved[place] {
						t.Errorf("%s moved %s, and diff says %q", place, moved[place], named[place])
					}
				}
				for place := range named {
					if moved[place] == "" {
						t.Errorf("%s did not move, and diff says %s", place, named[place])
					}
				}
			}
			if e.name == "only words change" && (len(moved) > 0 || len(report.Changed) != 1 || !slices.Equal(report.Changed[0].Parts, []string{"tags"})) {
				t.Errorf("a new tag moved %v and changed %+v", moved, report.Changed)
			}
		})
	}
}

// publishedFigures builds a site and reads its figures: "service period name" → value.
func publishedFigures(t *testing.T, content string) map[string]string {
	t.Helper()
	out := t.TempDir()
	if _, err := generator.Build(t.Context(), generator.Options{Content: content, Out: out}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(out, "api", "uptime.json"))
	if err != nil {
		t.Fatal(err)
	}
	type stats map[string]json.RawMessage
	var document struct {
		AsOf, Timezone json.RawMessage
		Weights        stats
		Years          []struct {
			Year     int
			Services []stats
		}
	}
	var top stats
	if err := json.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &top); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	add := func(service, period string, of stats) {
		for name, value := range of {
			switch name {
			case "id", "month", "months", "years", "weights", "periods", "rolling":
				continue
			case "budgets", "credits": // of which the demo archive has none
				if string(value) != "[]" {
					t.Fatalf("%s of %s: %s", name, service, value)
				}
				continue
			case "budget":
				var parts stats
				if json.Unmarshal(value, &parts) == nil && parts != nil {
					for part, value := range parts {
						all[service+" "+period+" budget."+part] = canonical(t, value)
					}
					continue
				}
			}
			all[service+" "+period+" "+name] = canonical(t, value)
		}
	}
	add("", "", top)
	for name, value := range document.Weights {
		all["  weights."+name] = canonical(t, value)
	}
	for _, y := range document.Years {
		for _, s := range y.Services {
			var id string
			var months []stats
			if err := json.Unmarshal(s["id"], &id); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(s["months"], &months); err != nil {
				t.Fatal(err)
			}
			add(id, fmt.Sprint(y.Year), s)
			for _, m := range months {
				add(id, fmt.Sprintf("%d-%02s", y.Year, m["month"]), m)
			}
		}
	}
	return all
}

// canonical writes a value with its keys in order, its numbers as they are.
func canonical(t *testing.T, value json.RawMessage) string {
	t.Helper()
	var bound map[string]*json.Number
	if json.Unmarshal(value, &bound) != nil || bound == nil {
		return string(value)
	}
	text, err := json.Marshal(bound)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func orNull(value string) string {
	if value == "" {
		return "null"
	}
	return value
}

// copyOf copies a folder that holds an archive into a new content/.
func copyOf(t *testing.T, folder string) string {
	t.Helper()
	content := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(content, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return content
}

// TestBesideADraft promises that the server compares a draft with the last commit, as if it were published, and says
// nothing where there is no commit.
func TestBesideADraft(t *testing.T) {
	dir := t.TempDir()
	content := filepath.Join(dir, "content")
	write(t, filepath.Join(content, "archive.yaml"), "title: A\ntimezone: UTC\nas_of: 2024-12-31\nservices: [{id: api, since: 2024-01-01}]\n")
	write(t, filepath.Join(content, "2024/draft.md"), "---\ntitle: D\ndate: 2024-05-02\ndraft: true\nservices: [api]\nimpact: [{start: 2024-05-01T00:00:00Z, end: 2024-05-02T00:00:00Z, level: major_outage}]\n---\n")
	ask := func() string {
		ctx, stop := context.WithCancel(t.Context())
		ready, built, ended := make(chan string, 1), make(chan struct{}, 9), make(chan error, 1)
		so := generator.ServeOptions{Ready: func(a []string) { ready <- a[0] }}
		so.Report = func(generator.ServeReport) { built <- struct{}{} }
		so.Notice = func(string) {}
		go func() { ended <- generator.Serve(ctx, generator.Options{Content: content}, so) }()
		address := <-ready
		<-built
		answer, err := http.Get(address + "_afterword/beside?path=/incidents/2024/draft/")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil {
			t.Fatal(err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		return string(body)
	}
	if body := ask(); !strings.HasPrefix(body, `{"missing":[],"against":"","moves":[]`) {
		t.Errorf("without git it says %s", body)
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "a"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
	}
	if body := ask(); !strings.Contains(body, `{"service":"api","period":"2024","before":"uptime 100.000 %","after":"99.726 %"}`) {
		t.Errorf("with a commit it says %s", body)
	}
}
