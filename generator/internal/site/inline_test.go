package site_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// TestInlineMarkdown promises that texts of front matter have emphasis, code and links, and
// nothing else: no blocks, no pictures, no tags.
func TestInlineMarkdown(t *testing.T) {
	set := settings.Default()
	set.Title = "Inline"
	s, _ := newSite(t, set, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), map[string]string{
		"one": `title: One
date: 2024-02-03
services: [api, web]
impact: [{start: 2024-02-02 10:00Z, end: 2024-02-02 11:00Z, level: major_outage, services: [web], note: "Only *some* & <b>x</b>."}]
timeline:
  - {time: 2024-02-02 10:05Z, text: "Ran ` + "`kill -9`" + ` as [told](two.md)."}
  - {time: 2024-02-02 10:06Z, text: "1. **not** a list <script>alert(1)</script> ![x](y.png) [js](javascript:alert(1))"}
  - {time: 2024-02-02 10:07Z, text: "# no heading, see [nowhere](three.md)"}
actions:
  - {title: "Check ` + "`etcd`" + `"}
  - {title: "Ticket [a](https://example.org/)", link: "https://example.org/4"}`,
		"two": "title: Two\ndate: 2024-02-03",
	})
	o, _ := s.Output(urls.Incident("one"))
	var data bytes.Buffer
	if err := o.Render(&data); err != nil {
		t.Fatal(err)
	}
	page := data.String()
	for _, part := range []string{
		"Ran <code>kill -9</code> as <a href=\"../../incidents/two/index.html\">told</a>.", "1. <strong>not</strong> a list &lt;script&gt;",
		"# no heading, see nowhere", "Only <em>some</em> &amp; &lt;b&gt;x&lt;/b&gt;.", "Check <code>etcd</code>", "Ticket [a](https://example.org/)",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	for _, part := range []string{"<script>alert", "javascript:", "y.png\"", "<h1>no", "<ol><li>not"} {
		if strings.Contains(page, part) {
			t.Errorf("the page has %q", part)
		}
	}
}
