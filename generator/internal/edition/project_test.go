package edition_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/markdown"
)

const archive = "title: A\neditions: [{id: public}, {id: customers}, {id: internal}]\n"

var outline = markdown.New(markdown.Options{}).Outline

var limits = frontmatter.Limits{Bytes: 1 << 16, Depth: 32, Keys: 200}

// set reads archive.yaml for an edition.
func set(t testing.TB, text, want string) *edition.Set {
	t.Helper()
	src := diag.NewSource("archive.yaml", text)
	root, list := frontmatter.ParseYAML(src, limits)
	s, _, more := edition.Settings(src, root, want)
	if list = append(list, more...); len(list) > 0 || s == nil {
		t.Fatalf("%v", list)
	}
	return s
}

const front = "---\ntitle: T\nedition: public\n---\n"

func TestBodies(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"words", "a [b c]{edition=internal} d", "a d"},
		{"words before a full stop", "on [acme]{edition=internal}.", "on."},
		{"words with others instead", "on [acme]{edition=internal instead=\"a host\"}.", "on a host."},
		{"words that are shown", "on [acme]{edition=public}.", "on acme."},
		{"a link in words", "see [the [log](x.txt)]{edition=internal} now", "see now"},
		{"words within words", "a [b [c]{edition=internal} d]{edition=public} e", "a b d e"},
		{"words over lines", "a [b\nc]{edition=internal}\nd", "a\nd"},
		{"an escaped mark", "write \\{edition=internal} so", "write \\{edition=internal} so"},
		{"an escaped bracket", "a \\[b [c]{edition=internal}.", "a \\[b."},
		{"a section", "A\n\n## B {edition=internal}\n\nC\n\n### D\n\n## E\n", "A\n\n## E\n"},
		{"a section at the end", "A\n\n## B {edition=internal}\n\nC", "A\n\n"},
		{"a section that is shown", "## B {edition=public}\n\nC\n", "## B\n\nC\n"},
		{"a section closed by hashes", "## B {edition=internal} ##\nC\n# D\n", "# D\n"},
		{"an underlined section", "B {edition=internal}\n---\nC\n\nD\n===\n", "D\n===\n"},
		{"sections within a section", "# A {edition=customers}\nx\n## B {edition=internal}\ny\n## C\nz\n# D\n", "# D\n"},
		{"a block", "A\n\n::: internal\nB\n:::\n\nC\n", "A\n\nC\n"},
		{"a block that is shown", "A\n\n::: public\nB\n:::\n\nC\n", "A\n\nB\n\nC\n"},
		{"a block in a block", "::: public\nA\n::: internal\nB\n:::\nC\n:::\n", "A\nC\n"},
		{"a block with a heading", "::: internal\n# A\nB\n:::\nC\n", "C\n"},
		{"a block with code", "::: internal\n```\n:::\n```\n:::\nC\n", "C\n"},
		{"a block in a quotation", "> ::: internal\n> A\n> :::\n\nB\n", "B\n"},
		{"a comment", "A <!-- b\nc --> d", "A  d"},
		{"code that begins with a rule", "## A {edition=internal}\n\n```yaml\n---\nx\n```\n\nB\n\n## C\n", "## C\n"},
		{"a list before a rule", "## A {edition=internal}\n\n- x\n---\ny\n\n- x\ny\n---\nz\n\n## C\n", "## C\n"},
		{"a quotation before a rule", "## A {edition=internal}\n\n> x\n---\ny\n\n## C\n", "## C\n"},
		{"a heading of two lines after a section", "# A {edition=internal}\n\nB\nC\n===\n", "B\nC\n===\n"},
		{"what looks like the end of code", "## A {edition=internal}\n\n```sh\n    ```\n# x\n> ```\n# y\n```\n\n## C\n", "## C\n"},
		{"a heading in a comment", "## A {edition=internal}\n\n<!--\n# x\n-->\n\ny\n\n## C\n", "## C\n"},
		{"a heading in a list", "## A {edition=internal}\n\n- # x\n  # y\n\n## C\n", "## C\n"},
		{"a heading in raw HTML", "## A {edition=internal}\n\n<pre>\n# x\n</pre>\n\n## C\n", "## C\n"},
		{"a comment after code in a quotation", "> ```\n> x\n\n<!-- y -->\n\nB\n", "> ```\n> x\n\nB\n"},
		{"a comment after one in code", "```\n<!--\n```\n<!-- x -->\n", "```\n<!--\n```\n"},
		{"a comment in a code span", "a `<!-- b -->` c", "a `<!-- b -->` c"},
		{"an escaped bracket in code", "a `[` b [c]{edition=internal}.", "a `[` b."},
		{"a bracket in code within words", "a [b `[` c]{edition=internal}.", "a."},
		{"words before a heading of colons", "::: internal\nA\n:::\nB\n---\n", "B\n---\n"},
		{"a comment in code", "```\n<!-- b -->\n```\n", "```\n<!-- b -->\n```\n"},
		{"windows line ends", "A\r\n\r\n::: internal\r\nB\r\n:::\r\n\r\nC\r\n", "A\r\n\r\nC\r\n"},
	} {
		src := diag.NewSource("a.md", front+c.body)
		got, _, list := set(t, archive, "public").Project(src, limits, outline)
		if len(list) > 0 {
			t.Errorf("%s: %v", c.name, list)
			continue
		}
		if _, body, _ := strings.Cut(got.Text(), "\n---\n"); body != c.want {
			t.Errorf("%s: %q, want %q", c.name, body, c.want)
		}
	}
}

func TestMarksThatAreErrors(t *testing.T) {
	for _, c := range []struct {
		body string
		code diag.Code
	}{
		{"a [b]{edition=intern} c", diag.EditionUnknown},
		{"::: warning\nx\n:::\n", diag.EditionUnknown},
		{"a {edition=internal} b", diag.EditionMark},
		{"a b]{edition=internal} c", diag.EditionMark},
		{"[a\n\nb]{edition=internal}", diag.EditionMark},
		{"[a]{edition = internal}", diag.EditionMark},
		{"[a]{edition=internal insted=\"b\"}", diag.EditionMark},
		{"::: internal\nx\n", diag.EditionMark},
		{":::\n", diag.EditionMark},
		{"```\n[a]{edition=internal}\n```\n", diag.EditionMark},
		{"```\n::: internal\n```\n", diag.EditionMark},
		{"two lines\nof a heading {edition=internal}\n---\n", diag.EditionMark},
		{"> ## a {edition=internal}\n", diag.EditionMark},
		{"[a][c]{edition=internal}", diag.EditionMark},
		{"[a [b](c[d) e]{edition=internal}", diag.EditionMark},
		{"[a]{#b edition=internal}", diag.EditionMark},
		{"[a]{editon=internal}", diag.EditionMark},
		{"[a]{Edition=internal}", diag.EditionMark},
		{"[a]{instead=\"b\"}", diag.EditionMark},
		{"[a]{.internal}", diag.EditionMark},
		{"## a {internal}\n", diag.EditionMark},
		{"```sh {edition=internal}\na\n```\n", diag.EditionMark},
		{"`[a]{edition=internal}`", diag.EditionMark},
		{":: internal\na\n", diag.EditionMark},
		{"- ::: internal\n  a\n", diag.EditionMark},
		{"\u00a0::: internal\na\n", diag.EditionMark},
		{"a <!-- b", diag.EditionMark},
		{"# A {edition=internal}\n## B {edition=public}\n", diag.EditionWider},
		{"::: internal\n[x]{edition=public}\n:::\n", diag.EditionWider},
	} {
		src := diag.NewSource("a.md", front+c.body)
		got, _, list := set(t, archive, "public").Project(src, limits, outline)
		if len(list) != 1 || list[0].Code != c.code || got != nil {
			t.Errorf("%q: %v, want %s", c.body, list, c.code)
		}
	}
}

func TestFrontMatter(t *testing.T) {
	text := archive + "hidden_keys: {customers: [detected_by], public: [actions.owner]}\n"
	for _, c := range []struct{ edition, front, want string }{
		{"public", "title: A\nedition: public\ntags: [a, {name: b, edition: internal}, {name: c, edition: public}]\n", `"title": "A"` + "\n" + `"tags": ["a", "c"]` + "\n"},
		{"public", "title: A\nedition: public\ndetected_by: x\nactions: [{title: t, owner: o}]\n", `"title": "A"` + "\n" + `"actions": [{"title": "t"}]` + "\n"},
		{"customers", "title: A\nedition: public\ndetected_by: x\nactions: [{title: t, owner: o}]\n", `"title": "A"` + "\n" + `"actions": [{"title": "t", "owner": "o"}]` + "\n"},
		{"public", "title: A\nedition: public\nedition_texts: {public: {title: B}, customers: {title: C}}\n", `"title": "B"` + "\n"},
		{"customers", "title: A\nedition: public\nedition_texts: {public: {title: B}}\n", `"title": "B"` + "\n"},
		{"internal", "title: A\nedition: public\nedition_texts: {public: {title: B}}\n", `"title": "A"` + "\n"},
		{"public", "title: A [b]{edition=internal}\nedition: public\ntimeline:\n  - text: |\n      On [c]{edition=internal instead=\"d\"}.<!-- e -->\n      f\n", `"title": "A"` + "\n" + `"timeline": [{"text": "On d.\nf\n"}]` + "\n"},
		{"public", "title: A\nedition: public\ncase: \"[b]{edition=internal}\"\nempty: \"\"\n", `"title": "A"` + "\n" + `"empty": ""` + "\n"},
		{"internal", "title: A [b]{edition=internal}\nedition: public\n", `"title": "A b"` + "\n"},
		{"public", "title: A\nedition: public\nteam: {lead: x, edition: internal}\nlist: [[{a: b, edition: internal}], c]\n", `"title": "A"` + "\n" + `"list": [[], "c"]` + "\n"},
		{"public", "title: A\nedition: public\nedition_texts: {public: {title: B, tags: [x, {name: y, edition: internal}], detected_by: z}}\n", `"title": "B"` + "\n" + `"tags": ["x"]` + "\n"},
		{"public", "title: A\nedition: public\nn: 017\nb: yes\nt: true\nd: 2024-01-01\nempty:\nl:\n  - x\n", `"title": "A"` + "\n" + "\"n\": 017\n\"b\": \"yes\"\n\"t\": true\n\"d\": \"2024-01-01\"\n\"empty\": null\n\"l\": [\"x\"]\n"},
	} {
		src := diag.NewSource("a.md", "---\n"+c.front+"---\n")
		got, _, list := set(t, text, c.edition).Project(src, limits, outline)
		if len(list) > 0 || got == nil {
			t.Errorf("%s: %v", c.front, list)
			continue
		}
		if want := "---\n" + c.want + "---\n"; got.Text() != want {
			t.Errorf("%s %s\n%s\nwant\n%s", c.edition, c.front, got.Text(), want)
		}
	}
}

func TestKeysThatLookLikeEdition(t *testing.T) {
	for _, keys := range []string{"editon: internal", "edition_text: {public: {title: x}}", "team: {lead: x, Edition: internal}", "sources: [{url: x, editions: internal}]"} {
		src := diag.NewSource("a.md", "---\ntitle: A\nedition: public\n"+keys+"\n---\n")
		got, _, list := set(t, archive, "public").Project(src, limits, outline)
		if len(list) != 1 || list[0].Code != diag.EditionMark || list[0].Excerpt != "" || got != nil {
			t.Errorf("%s: %v", keys, list)
		}
	}
}

// TestPlaces promises that what is left knows its place in the file, and that no line with something
// hidden is quoted.
func TestPlaces(t *testing.T) {
	text := "---\ntitle: A\nedition: public\ntags: [x, {name: secret, edition: internal}, y]\nseverity: odd\nlevel: bad # secret\n---\nfirst\n\nsecond [secret]{edition=internal} third\n\nfourth\n"
	src := diag.NewSource("a.md", text)
	got, _, list := set(t, archive, "public").Project(src, limits, outline)
	if len(list) > 0 {
		t.Fatal(list)
	}
	for _, c := range []struct {
		find         string
		line, column int
		quoted       bool
	}{
		{`"y"`, 4, 46, false}, {`"odd"`, 5, 11, true}, {`"bad"`, 6, 8, false}, {"first", 8, 1, true}, {"second", 10, 1, false}, {" third", 10, 34, false}, {"fourth", 12, 1, true},
	} {
		at := strings.Index(got.Text(), c.find)
		d := got.Errorf(diag.ValueInvalid, diag.Span{Start: at, End: at + len(c.find)}, "", "wrong")
		if d.Line != c.line || d.Column != c.column || (d.Excerpt != "") != c.quoted || strings.Contains(d.Excerpt, "secret") {
			t.Errorf("%s is at %d:%d with %q, want %d:%d", c.find, d.Line, d.Column, d.Excerpt, c.line, c.column)
		}
	}
}

// FuzzProject promises that no text makes the projection panic, that what it returns can be read again,
// and that nothing in a block that ends properly is shown.
func FuzzProject(f *testing.F) {
	f.Add("a [b]{edition=internal} c", "tags: [x]")
	f.Add("# A {edition=internal}\n\n::: customers\nb\n:::\n", "impact: [{start: 2024-01-01, edition: internal}]")
	f.Add("```\n::: internal\n<!-- -->\n~~~", "edition_texts: {public: {title: x}}")
	s := set(f, archive, "public")
	f.Fuzz(func(t *testing.T, body, keys string) {
		src := diag.NewSource("a.md", "---\ntitle: T\nedition: public\n"+keys+"\n---\n"+body+"\n\n::: internal\nxqzj\n:::\n")
		got, _, list := s.Project(src, limits, outline)
		if got == nil {
			if list.Errors() == 0 {
				t.Fatal("nothing is left, and nothing is wrong")
			}
			return
		}
		if strings.Contains(got.Text(), "xqzj") {
			t.Fatalf("a hidden block is shown:\n%s", got.Text())
		}
		if _, _, again := frontmatter.Parse(got, frontmatter.Limits{Bytes: 1 << 20, Depth: 64, Keys: 400}); again.Errors() > 0 {
			t.Fatalf("what is left cannot be read: %v\n%s", again, got.Text())
		}
	})
}
