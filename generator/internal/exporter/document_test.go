package exporter_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"afterword/generator/internal/exporter"
	"afterword/generator/internal/urls"
)

func documentOf(t *testing.T, in exporter.Input, year int) (*html.Node, string) {
	t.Helper()
	files, err := write("html", in, year)
	if err != nil || len(files) != 1 {
		t.Fatal(len(files), err)
	}
	root, err := html.Parse(bytes.NewReader(files[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	return root, string(files[0].Data)
}

func attributes(n *html.Node) map[string]string {
	m := map[string]string{}
	for _, a := range n.Attr {
		m[a.Key] = a.Val
	}
	return m
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// The file needs no other: it loads nothing when it is opened.
func TestDocumentLoadsNothing(t *testing.T) {
	for _, origin := range []string{"https://example.org/repo/", "/repo/"} {
		in := fixture(t)
		var err error
		if in.Base, err = urls.ParseBase(origin); err != nil {
			t.Fatal(err)
		}
		in.Body = bodies(t, in.Base)
		root, source := documentOf(t, in, 0)
		ids, styles := map[string]bool{}, 0
		var targets []string
		for n := range root.Descendants() {
			if n.Type == html.CommentNode {
				t.Errorf("a comment: %s", n.Data)
			}
			if n.Type != html.ElementNode {
				continue
			}
			switch n.Data {
			case "style":
				styles++
				if text := n.FirstChild.Data; strings.Contains(text, "url(") || strings.Contains(text, "@import") {
					t.Error("the stylesheet asks for something")
				}
			case "script", "link", "img", "iframe", "object", "embed", "base", "form", "svg", "video", "audio", "source", "template":
				t.Errorf("%s: <%s %v>", origin, n.Data, n.Attr)
			}
			for key, value := range attributes(n) {
				switch {
				case strings.HasPrefix(key, "on") || slices.Contains([]string{"src", "srcset", "style", "background", "poster", "data", "ping", "action"}, key):
					t.Errorf("%s: <%s %s=%q>", origin, n.Data, key, value)
				case key == "id":
					if ids[value] {
						t.Errorf("id %q is there twice", value)
					}
					ids[value] = true
				case key == "href" || key == "aria-labelledby":
					if fragment, ok := strings.CutPrefix(value, "#"); ok || key != "href" {
						targets = append(targets, fragment)
					} else if n.Data != "a" || !strings.HasPrefix(value, "https://") {
						t.Errorf("%s: <%s href=%q>", origin, n.Data, value)
					}
				}
			}
		}
		for _, id := range targets {
			if !ids[id] {
				t.Errorf("%s: no place #%s", origin, id)
			}
		}
		if styles != 1 || len(targets) < 10 {
			t.Errorf("%d style elements, %d links within the file", styles, len(targets))
		}
		if strings.Contains(source, "ZgotmplZ") {
			t.Error("html/template refused a value")
		}
	}
}

// Titles, summaries and notes are text, whatever they hold.
func TestDocumentText(t *testing.T) {
	root, _ := documentOf(t, fixture(t), 0)
	found := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch text := textOf(n); {
		case n.Data == "title" && text != "</title></script><script>alert(1)</script> Outages & <lessons>: The whole archive",
			n.Data == "h1" && text != "</title></script><script>alert(1)</script> Outages & <lessons>":
			t.Errorf("<%s> %s", n.Data, text)
		case n.Data == "h2" && text == hostile, n.Data == "td" && text == "@Upgrade <etcd>",
			n.Data == "strong" && text == "<img src=x onerror=alert(1)> and {{.Site}}":
			found++
		}
	}
	if found != 3 {
		t.Errorf("found %d of 3 texts as their author wrote them", found)
	}
}

// The figures are those of the uptime package; the numbers here are worked by hand.
func TestDocumentFigures(t *testing.T) {
	root, _ := documentOf(t, fixture(t), 2018)
	var rows []string
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "tr" {
			var cells []string
			for c := range n.ChildNodes() {
				if c.Type == html.ElementNode {
					cells = append(cells, textOf(c))
				}
			}
			rows = append(rows, strings.Join(cells, " | "))
		}
	}
	for _, want := range []string{
		// 10 h at 0.3 and 12 h 5 min in full: 10,800 s + 43,500 s of 31,536,000 s.
		"Checkout | 365 d | 1 | 15 h 5 min | 99.827 % | 99.747 % | 99.9 % | 15 h 5 min of 8 h 45 min",
		"Checkout | 100 | 100 | 100 | 100 | 100 | 100 | 100 | 100 | 100 | 100 | 100 | 97.972",
		"Checkout | " + hostile + " | 4 Dec 2018, 23:00 UTC+1 – 5 Dec 2018, 09:00 UTC+1 | Partial outage | 10 h | 0.3 | 3 h",
		"4 Dec 2018 | " + hostile + " | Checkout, Search | major | Full outage | 23 h 5 min",
		"1 Mar 2018 | A day that nobody timed | Search | notice | Impact of unrecorded level | 1 h 30 min–6 h",
	} {
		if !slices.Contains(rows, want) {
			t.Errorf("no row %q among\n%s", want, strings.Join(rows, "\n"))
		}
	}
}

// Headings never skip a level, and each report is one article.
func TestDocumentOutline(t *testing.T) {
	root, _ := documentOf(t, fixture(t), 0)
	level, articles := 0, 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "article" {
			articles++
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("<%s> %s follows a heading of level %d", n.Data, textOf(n), level)
			}
			level = next
		}
	}
	if articles != 6 {
		t.Errorf("%d articles for six incidents", articles)
	}
}
