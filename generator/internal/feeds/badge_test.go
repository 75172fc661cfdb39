package feeds_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"afterword/generator/internal/feeds"
)

// readBadge is a badge as a program reads it.
type readBadge struct {
	XMLName xml.Name
	Width   int    `xml:"width,attr"`
	Role    string `xml:"role,attr"`
	Label   string `xml:"aria-label,attr"`
	Title   string `xml:"title"`
	Texts   []struct {
		X      int    `xml:"x,attr"`
		Length int    `xml:"textLength,attr"`
		Text   string `xml:",chardata"`
	} `xml:"text"`
}

func badge(t *testing.T, label, value string) readBadge {
	t.Helper()
	var b readBadge
	if err := xml.Unmarshal(must(t)(feeds.Badge(label, value)), &b); err != nil {
		t.Fatal(err)
	}
	if b.XMLName.Space != "http://www.w3.org/2000/svg" || b.XMLName.Local != "svg" || len(b.Texts) != 2 {
		t.Fatalf("not a badge: %+v", b)
	}
	return b
}

func TestBadgeSaysWhatItShows(t *testing.T) {
	for _, value := range []string{"99.922\u00a0%", "≤99.982\u00a0%", "99.931–99.977\u00a0%", "not tracked"} {
		b := badge(t, "Connect apps uptime 2018", value)
		if b.Role != "img" || b.Title != "Connect apps uptime 2018: "+value || b.Label != b.Title {
			t.Errorf("role %q, title %q, label %q", b.Role, b.Title, b.Label)
		}
		if b.Texts[0].Text != "Connect apps uptime 2018" || b.Texts[1].Text != value {
			t.Errorf("texts are %+v", b.Texts)
		}
	}
}

func TestBadgeTextsFitAndDoNotTouch(t *testing.T) {
	for _, label := range []string{"i", "Connect apps uptime 2018", "WWWW", hostile, long, "障害が発生しました", illegal} {
		b := badge(t, label, "100\u00a0%")
		first, second := b.Texts[0], b.Texts[1]
		if first.X < 5 || second.X-(first.X+first.Length) < 10 || b.Width-(second.X+second.Length) < 5 {
			t.Errorf("%q: texts at %d+%d and %d+%d of %d", label, first.X, first.Length, second.X, second.Length, b.Width)
		}
		if b.Width > 900 {
			t.Errorf("%q makes a badge %d pixels wide", label, b.Width)
		}
	}
	// Widths are those of Liberation Sans: 10 digits of 0.556 em at 11 px.
	if got := badge(t, "0123456789", "1").Texts[0].Length; got != 62 {
		t.Errorf("ten digits take %d px, want 62", got)
	}
	if narrow, wide := badge(t, "iiii", "1").Width, badge(t, "WWWW", "1").Width; narrow >= wide {
		t.Errorf("iiii is %d wide, WWWW %d", narrow, wide)
	}
}

func TestBadgeOfALongNameKeepsItInTheTitle(t *testing.T) {
	b := badge(t, long, "100\u00a0%")
	if !strings.HasPrefix(b.Title, long) || !strings.HasSuffix(b.Texts[0].Text, "…") || len([]rune(b.Texts[0].Text)) != 60 {
		t.Errorf("title %q, text %q", b.Title, b.Texts[0].Text)
	}
}

func TestBadgeLoadsNothingAndRunsNothing(t *testing.T) {
	text := string(must(t)(feeds.Badge(hostile, hostile)))
	for _, bad := range []string{"<script", "href", "url(", "<style", "style=", "onload", "<image", "foreignObject"} {
		if strings.Contains(text, bad) {
			t.Errorf("a badge holds %q:\n%s", bad, text)
		}
	}
}
