package frontmatter_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/testutil/goldentest"
)

// reader returns a Reader of a YAML mapping and the list that it fills.
func reader(t *testing.T, text string) (*frontmatter.Reader, *diag.List) {
	t.Helper()
	src := diag.NewSource("a.yaml", text)
	root, list := frontmatter.ParseYAML(src, limits)
	if len(list) > 0 {
		t.Fatal(list)
	}
	return frontmatter.NewReader(src, root, &list), &list
}

func TestReaderValues(t *testing.T) {
	r, list := reader(t, `
title: 017
lastmod: 2018-12-20
draft: true
slo: 99.95
count: 12
tags: [a, no, 1.10]
one: alone
map: {a: b}
maps: [{a: 1}, {a: 2}]
single: {a: 3}
length: 90m
nothing:
extra: kept
`)
	var maps []string
	for _, m := range append(r.Mappings("maps"), r.Mappings("single")...) {
		maps = append(maps, m.Text("a"))
	}
	slo, _ := r.Number("slo")
	count, _ := r.Integer("count")
	_, absent := r.Number("nowhere")
	got := []any{
		r.RequiredText("title"), r.Time("updated", time.UTC, "lastmod").IsZero(), r.Day("lastmod", time.UTC).Unix(), r.Bool("draft"), r.Bool("published"),
		slo, count, absent, texts(r.Texts("tags")), texts(r.Texts("one")), r.Mapping("map").Text("a"), r.Mapping("none") == nil, maps,
		r.Duration("length"), r.Text("nothing"), r.Has("nothing"), len(r.Texts("nothing")),
	}
	want := []any{
		"017", true, time.Date(2018, 12, 20, 0, 0, 0, 0, time.UTC).Unix(), true, false,
		int64(99950), int64(12), false, []string{"a", "no", "1.10"}, []string{"alone"}, "b", true, []string{"1", "2", "3"},
		90 * time.Minute, "", false, 0,
	}
	// A day is a time as well; whether Time takes it is the calendar's matter.
	got[1], *list = true, nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if params := r.Params(); len(params) != 1 || params[0].Key != "extra" || len(*list) != 0 {
		t.Errorf("params %v, list %v", params, *list)
	}
}

func texts(values []frontmatter.Value) []string {
	var out []string
	for _, v := range values {
		out = append(out, v.Text)
	}
	return out
}

// TestReaderMistakes reads one form with every method and compares what it has to say.
func TestReaderMistakes(t *testing.T) {
	const file = "testdata/reader/mistakes.txtar"
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, list := reader(t, string(a.Files[0].Data))
	r.RequiredText("missing")
	r.RequiredText("empty")
	r.RequiredText("blank")
	r.RequiredText("title")
	r.RequiredText("mapped")
	for _, key := range []string{"draft", "quoted", "one"} {
		r.Bool(key)
	}
	for _, key := range []string{"exponent", "decimals", "word", "octal", "huge"} {
		r.Number(key)
	}
	r.Integer("fraction")
	r.Texts("tags")
	r.Mapping("mapping")
	r.Mappings("mappings")
	r.Text("summary", "description")
	r.Zone("timezone")
	r.Duration("length")
	r.Errorf(diag.ValueInvalid, "title", "A hint.", "an error of the caller's")
	r.Params()
	a.Files = append(a.Files[:1], txtar.File{Name: "diagnostics", Data: []byte(print(*list))})
	goldentest.Equal(t, file, txtar.Format(a))
}

func TestRejectUnknown(t *testing.T) {
	r, list := reader(t, "title: a\ntitel: b\nfrobnicate: c\n")
	r.Text("title")
	r.RejectUnknown()
	if got := print(*list); !strings.Contains(got, `Did you mean "title"?`) || !strings.Contains(got, "Known here: title.") || len(*list) != 2 {
		t.Error(got)
	}
}
