package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/diag"
)

const zuora = "2018/zuora-connect.md"

// zuoraOpen is a session in which a report of the demo is open.
func zuoraOpen(t *testing.T) (*editor, string) {
	e := edit(t, demo(t))
	text := e.read(zuora)
	e.open(zuora, text)
	e.settle()
	return e, text
}

// completions are the labels offered at the end of a text that stands in a file in the place of another, and what the first writes.
func (e *editor) completions(name, text string) (labels []string, items []completionItem) {
	e.Helper()
	before, after, ok := strings.Cut(text, "¦")
	if !ok {
		e.Fatal("the text has no cursor")
	}
	e.open(name, before+after)
	d := newDocument("", name, nil, before+after, false)
	p := documentParams{TextDocument: documentID{URI: e.uri(name)}, Position: d.position(len(before))}
	e.call("textDocument/completion", p, &items)
	for _, i := range items {
		labels = append(labels, i.Label)
	}
	return labels, items
}

// TestCompletion promises the words of the archive where they may stand, in all three formats, in text
// that is only half written.
func TestCompletion(t *testing.T) {
	e, _ := zuoraOpen(t)
	const rest = "\ntitle: A\ndate: 2018-12-20\n---\n\nText.\n"
	for _, c := range []struct{ name, text, want, writes string }{
		{"2018/a.md", "---\nsev¦" + rest, "severity", "severity: "},
		{"2018/a.md", "---\n¦" + rest, "services", "services: "},
		{"2018/a.md", "---\nseverity: ¦" + rest, "major", "major"},
		{"2018/a.md", "---\nseverity: ma¦" + rest, "critical", "critical"},
		{"2018/a.md", "---\nservices: [con¦]" + rest, "connect-apps", "connect-apps"},
		{"2018/a.md", "---\nservices: [connect-apps, ¦]" + rest, "paymo", "paymo"},
		{"2018/a.md", "---\nservices: [con¦" + rest, "connect-apps", "connect-apps"},
		{"2018/a.md", "---\nservices:\n  - ¦" + rest, "connect-apps", "connect-apps"},
		{"2018/a.md", "---\nservices: [\"con¦\"]" + rest, "connect-apps", "connect-apps"},
		{"2018/a.md", "---\ncauses: [spl¦]" + rest, "split brain", "split brain"},
		{"2018/a.md", "---\ntimezone: America/L¦" + rest, "America/Los_Angeles", "America/Los_Angeles"},
		{"2018/a.md", "---\nrelated: [20¦]" + rest, "2018/zuora-connect", "2018/zuora-connect"},
		{"2018/a.md", "---\nimpact:\n  - start: 2018-12-01T00:00:00Z\n    lev¦" + rest, "level", "level: "},
		{"2018/a.md", "---\nimpact:\n  - level: p¦" + rest, "partial_outage", "partial_outage"},
		{"2018/a.md", "---\nimpact:\n  - end: ¦" + rest, "ongoing", "ongoing"},
		{"2018/a.md", "---\ndraft: ¦" + rest, "true", "true"},
		{"2018/a.md", "---\ntitle: [broken\nseverity: ¦\ndate: 2018-12-20\n---\n", "major", "major"},
		{"2018/a.md", "+++\ntitle = \"A\"\nseverity = \"m¦\"\n+++\n", "major", "major"},
		{"2018/a.md", "+++\ntitle = \"A\"\nsev¦\n+++\n", "severity", "severity = "},
		{"2018/a.md", "+++\ntitle = \"A\"\nservices = [¦]\n+++\n", "paymo", `"paymo"`},
		{"2018/a.md", "+++\ntitle = \"A\"\n[[impact]]\nlevel = ¦\n+++\n", "partial_outage", `"partial_outage"`},
		{"2018/a.md", "{\n  \"title\": \"A\",\n  \"severity\": \"¦\"\n}\n", "major", "major"},
		{"2018/a.md", "{\n  \"title\": \"A\",\n  \"sev¦\"\n}\n", "severity", "severity"},
		{"2018/a.md", "---\ntitle: A\ndate: 2018-12-20\n---\n\nSee [it](¦).\n", "zuora-connect.md", "zuora-connect.md"},
		{"2018/a.md", "---\ntitle: A\ndate: 2018-12-20\n---\n\nSee [it](../2013/p¦", "../2013/paymo-network.md", "../2013/paymo-network.md"},
		{"2018/a.md", "---\ntitle: A\ndate: 2018-12-20\n---\n\n## What happened 😀\n\nSee [it](#¦).\n", "what-happened-", "what-happened-"},
		{"archive.yaml", "title: A\nservices:\n  - id: a\n    par¦\n", "parent", "parent: "},
		{"archive.yaml", "title: A\nservices:\n  - id: a\n    parent: ¦\n", "paymo", "paymo"},
		{"archive.yaml", "title: A\nper¦\n", "periods", "periods: "},
	} {
		labels, items := e.completions(c.name, c.text)
		n := slices.Index(labels, c.want)
		if n < 0 {
			t.Errorf("%q offers %q, not %q", c.text, labels[:min(len(labels), 12)], c.want)
		} else if got := items[n].TextEdit.NewText; got != c.writes {
			t.Errorf("%q writes %q, not %q", c.text, got, c.writes)
		}
	}
	if labels, _ := e.completions("2018/a.md", "---\ntitle: A\nservices: [¦]\ndate: 2018-12-20\n---\n"); slices.Contains(labels, "major") {
		t.Error("a severity is offered as a service")
	}
	if labels, _ := e.completions("2018/a.md", "---\ntitle: A\n¦\ndate: 2018-12-20\n---\n"); slices.Contains(labels, "title") || !slices.Contains(labels, "draft") {
		t.Errorf("a key that is there is offered: %q", labels)
	}
}

// TestHover promises what a word means: a key, a time, a window and its year, a service, a term, a report.
func TestHover(t *testing.T) {
	e, text := zuoraOpen(t)
	paymo := e.read("2013/paymo-database.md")
	e.open("2013/paymo-database.md", paymo)
	settings := e.read("archive.yaml")
	e.open("archive.yaml", settings)
	for _, c := range []struct {
		name, text, word string
		want             []string
	}{
		{zuora, text, "summary:", []string{"**summary**", "one or two sentences"}},
		{zuora, text, "2018-12-04 14:00 PST", []string{"4 Dec 2018, 22:00 UTC", "Partial outage, 10\u00a0h", "**Connect apps** in 2018: 99.", "without this window 99."}},
		{zuora, text, "connect-marketplace", []string{"**Connect Marketplace**, Zuora", "incident"}},
		{zuora, text, "split brain", []string{"(cause)", "disagree", "Also: split-brain", "1 incident"}},
		{"2013/paymo-database.md", paymo, "2013/paymo-network", []string{"**", "2013"}},
		{"archive.yaml", settings, "as_of", []string{"what counts as now"}},
	} {
		var h *hover
		e.call("textDocument/hover", e.at(c.name, c.text, c.word, 2), &h)
		if h == nil {
			t.Errorf("nothing is said of %q", c.word)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(h.Contents.Value, want) {
				t.Errorf("of %q it is said %q, without %q", c.word, h.Contents.Value, want)
			}
		}
	}
	var h *hover
	e.call("textDocument/hover", documentParams{TextDocument: documentID{URI: e.uri(zuora)}, Position: position{10_000, 7}}, &h)
	if h != nil {
		t.Errorf("beyond the end it is said %q", h.Contents.Value)
	}
}

// TestDefinitionAndReferences promises the ways between what is named and where it is named.
func TestDefinitionAndReferences(t *testing.T) {
	e, text := zuoraOpen(t)
	settings := e.read("archive.yaml")
	var at *location
	e.call("textDocument/definition", e.at(zuora, text, "connect-marketplace", 3), &at)
	if at == nil || at.URI != e.uri("archive.yaml") || at.Range.Start != e.at("archive.yaml", settings, "connect-marketplace", 0).Position {
		t.Errorf("the service is declared at %v", at)
	}
	e.call("textDocument/definition", e.at(zuora, text, "split brain", 3), &at)
	if at == nil || at.Range.Start != e.at("archive.yaml", settings, "split brain", 0).Position {
		t.Errorf("the cause is declared at %v", at)
	}
	paymo := e.read("2013/paymo-database.md")
	e.open("2013/paymo-database.md", paymo)
	e.call("textDocument/definition", e.at("2013/paymo-database.md", paymo, "2013/paymo-network", 3), &at)
	if at == nil || at.URI != e.uri("2013/paymo-network.md") {
		t.Errorf("the related report is %v", at)
	}
	about := e.read("pages/about.md")
	e.open("pages/about.md", about)
	e.call("textDocument/definition", e.at("pages/about.md", about, "../2018/zuora", 3), &at)
	if at == nil || at.URI != e.uri(zuora) {
		t.Errorf("the link leads to %v", at)
	}
	var all []location
	p := e.at(zuora, text, "connect-marketplace", 3)
	p.Context.IncludeDeclaration = true
	if e.call("textDocument/references", p, &all); len(all) != 2 {
		t.Errorf("the service is named at %v", all)
	}
	if e.call("textDocument/references", e.at("2013/paymo-database.md", paymo, "2013/paymo-network", 3), &all); len(all) != 1 {
		t.Errorf("the report is named at %v", all)
	}
}

// apply makes edits in texts by name, as an editor does.
func (e *editor) apply(texts map[string]string, w workspaceEdit) {
	e.Helper()
	for _, d := range w.DocumentChanges {
		for name, text := range texts {
			if e.uri(name) != d.TextDocument.URI {
				continue
			}
			slices.SortFunc(d.Edits, func(x, y textEdit) int { // from the end, so that the places stay
				return (y.Range.Start.Line-x.Range.Start.Line)*1_000_000 + y.Range.Start.Character - x.Range.Start.Character
			})
			doc := newDocument("", name, nil, text, false)
			for _, edit := range d.Edits {
				doc = doc.edit(0, []contentChange{{&edit.Range, edit.NewText}})
			}
			texts[name] = doc.text
		}
	}
}

// TestRename promises that a service or a term has its next name in every file, and that nothing else changes.
func TestRename(t *testing.T) {
	e, text := zuoraOpen(t)
	texts := map[string]string{zuora: text, "archive.yaml": e.read("archive.yaml")}
	p := e.at(zuora, text, "connect-marketplace", 3)
	var what struct{ Placeholder string }
	if e.call("textDocument/prepareRename", p, &what); what.Placeholder != "connect-marketplace" {
		t.Errorf("it would rename %q", what.Placeholder)
	}
	var w workspaceEdit
	p.NewName = "marketplace"
	e.call("textDocument/rename", p, &w)
	e.apply(texts, w)
	if texts[zuora] != strings.ReplaceAll(text, "connect-marketplace", "marketplace") || !strings.Contains(texts["archive.yaml"], "- id: marketplace\n") {
		t.Errorf("the service is renamed to\n%s", texts["archive.yaml"])
	}
	texts = map[string]string{zuora: text, "archive.yaml": e.read("archive.yaml")}
	p = e.at(zuora, text, "split brain", 3)
	p.NewName = "two: masters"
	e.call("textDocument/rename", p, &w)
	e.apply(texts, w)
	if !strings.Contains(texts[zuora], `"two: masters"`) || !strings.Contains(texts["archive.yaml"], `    "two: masters":`) {
		t.Errorf("the cause is renamed to\n%s", texts["archive.yaml"])
	}
	for _, bad := range []string{"paymo", "Not An Id"} {
		p := e.at(zuora, text, "connect-marketplace", 3)
		p.NewName = bad
		if err := e.conn.Call(t.Context(), "textDocument/rename", p, &w); err == nil {
			t.Errorf("it can be called %q", bad)
		}
	}
}

// TestFixes promises that what a hint offers can be written by one action, and that examples are not offered.
func TestFixes(t *testing.T) {
	e, text := zuoraOpen(t)
	name := "2018/fix.md"
	for _, c := range []struct{ from, to, title, want string }{
		{"services: [connect-apps, connect-marketplace]", "services: [connect-apps, conect-marketplace]", "Write connect-marketplace", "services: [connect-apps, connect-marketplace]"},
		{"severity: major", "severity: magor", "Write major", "severity: major"},
		{"level: partial_outage", "level: partial_outtage", "Write partial_outage", "level: partial_outage"},
		{"2018-12-11 08:30 PST", "2018-12-11 8:30 PST", "Write 2018-12-11 08:30 PST", "start: 2018-12-11 08:30 PST"},
		{"split brain", "split-brain", "Write split brain", "split brain"},
		{"date: 2018-12-18T13:53:00-08:00\n", "", "Add date", "---\ndate: \ntitle"},
		{"\nresolved:", "\nresolvd:", "Write resolved", "\nresolved:"},
	} {
		wrong := strings.Replace(text, c.from, c.to, 1)
		if !strings.Contains(text, c.from) {
			wrong = strings.Replace(text, "timezone:", c.to+"\ntimezone:", 1)
		}
		e.open(name, wrong)
		list := e.problems(name)
		var actions []codeAction
		p := documentParams{TextDocument: documentID{URI: e.uri(name)}, Range: span{position{}, position{Line: 1000}}}
		e.call("textDocument/codeAction", p, &actions)
		n := slices.IndexFunc(actions, func(a codeAction) bool { return a.Title == c.title })
		if n < 0 {
			t.Errorf("%s: %v has the actions %v", c.to, list, actions)
			continue
		}
		texts := map[string]string{name: wrong}
		if e.apply(texts, *actions[n].Edit); !strings.Contains(texts[name], c.want) {
			t.Errorf("%s: fixed, it is\n%s", c.to, texts[name])
		}
	}
	e.open(name, strings.Replace(text, "2018-12-11 08:30 PST", "some time", 1))
	e.settle()
	var actions []codeAction
	e.call("textDocument/codeAction", documentParams{TextDocument: documentID{URI: e.uri(name)}, Range: span{position{}, position{Line: 1000}}}, &actions)
	for _, a := range actions {
		if a.Kind == "quickfix" {
			t.Errorf("an example is offered: %s", a.Title)
		}
	}
}

// TestOutlineFoldingAndLenses promises the parts of a report, and what is like it.
func TestOutlineFoldingAndLenses(t *testing.T) {
	e, text := zuoraOpen(t)
	p := documentParams{TextDocument: documentID{URI: e.uri(zuora)}}
	var symbols []symbol
	e.call("textDocument/documentSymbol", p, &symbols)
	var names []string
	for _, s := range symbols {
		names = append(names, s.Name)
	}
	if !slices.Contains(names, "impact") || !slices.Contains(names, "title") || len(names) < 12 {
		t.Errorf("the parts are %q", names)
	}
	var folds []foldingRange
	e.call("textDocument/foldingRange", p, &folds)
	front := strings.Count(text[:strings.Index(text[4:], "\n---\n")+8], "\n")
	if len(folds) < 5 || folds[0].StartLine != 0 || folds[0].EndLine != front-1 && folds[0].EndLine != front {
		t.Errorf("it folds at %v; the front matter ends with line %d", folds, front)
	}
	again := strings.Replace(text, "\ntitle: ", "\ndraft: true\ntitle: Again: ", 1)
	again = strings.Replace(again, "title: Again: ", "title: Again, ", 1)
	e.open("2019/again.md", again)
	e.settle()
	var list []codeLens
	p.TextDocument.URI = e.uri("2019/again.md")
	e.call("textDocument/codeLens", p, &list)
	if len(list) == 0 || list[0].Range.Start.Line != 2 || !strings.Contains(list[0].Command.Title, "Connect lost its master") {
		t.Fatalf("like a draft of the same words are %+v", list)
	}
	e.call("workspace/executeCommand", commandParams{list[0].Command.Command, list[0].Command.Arguments}, nil)
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.shown) != 1 || !strings.Contains(e.shown[0], "zuora-connect.md") {
		t.Errorf("shown is %q", e.shown)
	}
}

// TestPositions promises places that are right in both encodings, with what makes them differ.
func TestPositions(t *testing.T) {
	for _, mark := range []string{"", byteOrderMark} {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			text := mark + strings.Join([]string{"é😀e\u0301\t日本", "x", "", "😀"}, end)
			for _, utf8 := range []bool{false, true} {
				d := newDocument("", "a.md", nil, text, utf8)
				src := d.src.Text()
				for at := range src + "." {
					if at > 0 && at < len(src) && src[at] == '\n' && src[at-1] == '\r' {
						continue // no place is within a line break
					}
					if back := d.offset(d.position(at)); back != at {
						t.Errorf("%q, utf8 %v: byte %d is at %v, which is byte %d", text, utf8, at, d.position(at), back)
					}
				}
				if got := d.offset(position{0, 1000}); got != strings.IndexAny(src, "\r\n") {
					t.Errorf("%q: beyond the line is byte %d", text, got)
				}
				if got := d.offset(position{1000, 5}); got != len(src) {
					t.Errorf("%q: beyond the text is byte %d", text, got)
				}
			}
			units := len([]rune(mark))
			d := newDocument("", "a.md", nil, text, false)
			if got := d.position(strings.Index(d.src.Text(), "e\u0301")); got != (position{0, 3 + units}) {
				t.Errorf("%q: the letter behind the emoji is at %v", text, got)
			}
			if got := d.edit(1, []contentChange{{&span{position{0, 1 + units}, position{0, 3 + units}}, "x"}}).text; got != strings.Replace(text, "😀", "x", 1) {
				t.Errorf("%q without the emoji is %q", text, got)
			}
		}
	}
	e := edit(t, demo(t), "utf-8", "utf-16")
	e.open(zuora, strings.Replace(e.read(zuora), "services: [", "services: [😀bad, ", 1))
	if list := e.problems(zuora); len(list) != 1 || list[0].Range.Start.Character != 11 || list[0].Range.End.Character != 18 {
		t.Errorf("in bytes it is at %v", list)
	}
}

// TestSession promises that the server says what it is, goes on after garbage, can be cancelled, and ends as it is told.
func TestSession(t *testing.T) {
	e, _ := zuoraOpen(t)
	if err := e.conn.Call(t.Context(), "textDocument/inlineValue", documentParams{}, nil); err == nil || !strings.Contains(err.Error(), "-32601") {
		t.Errorf("an unknown request: %v", err)
	}
	if err := e.conn.Call(t.Context(), "textDocument/hover", []int{1}, nil); err == nil || !strings.Contains(err.Error(), "-32602") {
		t.Errorf("parameters of another kind: %v", err)
	}
	e.notify("$/unknown", struct{}{})
	e.notify("textDocument/didChange", []int{1})
	e.notify("$/cancelRequest", map[string]int{"id": 99})
	var raw json.RawMessage
	if err := e.conn.Call(t.Context(), "shutdown", nil, &raw); err != nil || string(raw) != "null" {
		t.Errorf("shutdown: %s, %v", raw, err)
	}
	if err := e.conn.Call(t.Context(), "textDocument/hover", documentParams{}, nil); err == nil {
		t.Error("it answers after it was shut down")
	}
	e.notify("exit", nil)
	if err := <-e.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	e, _ = zuoraOpen(t)
	e.notify("exit", nil)
	if err := <-e.ended; err != ErrNoShutdown {
		t.Errorf("without a shutdown it ended with %v", err)
	}
}

// TestEditions promises that what is wrong in an edition is shown as check shows it.
func TestEditions(t *testing.T) {
	dir := t.TempDir() + "/content"
	texts := map[string]string{
		"archive.yaml": "title: A\ntimezone: UTC\neditions: [{id: public}, {id: internal}]\nservices: [{id: api}]\n",
		"2024/a.md":    "---\ntitle: A\nedition: internal\ndate: 2024-05-02\nservices: [api]\n---\n\nText.\n",
		"2024/b.md":    "---\ntitle: B\nedition: public\ndate: 2024-05-02\nrelated: [2024/a]\nservices: [apy]\n---\n\nText.\n",
	}
	writeAll(t, dir, texts)
	e := edit(t, dir)
	list := e.all()
	text := fmt.Sprint(list)
	if !strings.Contains(text, "apy") || !strings.Contains(text, "(only in public)") || list.Errors() != 2 {
		t.Errorf("it has %v", list)
	}
	e.open("2024/b.md", strings.Replace(texts["2024/b.md"], "related: [2024/a]\n", "", 1))
	if list := e.all(); len(list) != 1 || list[0].Code != diag.ServiceUnknown {
		t.Errorf("without the way to what is hidden it has %v", list)
	}
	var at *location
	e.call("textDocument/definition", e.at("2024/b.md", strings.Replace(texts["2024/b.md"], "related: [2024/a]\n", "", 1), "apy", 1), &at)
	if at != nil {
		t.Errorf("an unknown service is declared at %v", at)
	}
}

// TestWordsOfTheArchive promises that keys and terms which only this archive has are completed and explained, too.
func TestWordsOfTheArchive(t *testing.T) {
	dir := t.TempDir() + "/content"
	const report = "---\ntitle: A\ndate: 2024-05-02\nregion: eu-west\ndefined: 1\n---\n"
	writeAll(t, dir, map[string]string{
		"archive.yaml": "title: A\neditions: [{id: public}, {id: staff}]\ntaxonomies: {region: {title: Regions}}\nterms: {region: {eu-west: {definition: Dublin.}}}\n",
		"2024/a.md":    report,
	})
	e := edit(t, dir)
	e.settle()
	for text, want := range map[string]string{
		"---\nreg¦\n---\n":                     "region",
		"---\nregion: ¦\n---\n":                "eu-west",
		"---\nedition: ¦\n---\n":               "staff",
		"---\nactions:\n  - edition: ¦\n---\n": "public",
	} {
		if labels, _ := e.completions("2024/b.md", text); !slices.Contains(labels, want) {
			t.Errorf("%q offers %q", text, labels)
		}
	}
	e.open("2024/a.md", report)
	var h *hover
	if e.call("textDocument/hover", e.at("2024/a.md", report, "eu-west", 1), &h); h == nil || !strings.Contains(h.Contents.Value, "Dublin.") {
		t.Errorf("of a region it is said %v", h)
	}
	if e.call("textDocument/hover", e.at("2024/a.md", report, "defined", 1), &h); h != nil {
		t.Errorf("of a key of the author's own it is said %q", h.Contents.Value)
	}
}
