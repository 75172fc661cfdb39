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
	Rects   []struct {
		X float64 `xml:"x,attr"`
	} `xml:"rect"`
	Texts []struct {
		X    int    `xml:"x,attr"` // of its middle
		Text string `xml:",chardata"`
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

func TestBadgeTextsFit(t *testing.T) {
	for label, width := range map[string]int{ // in Liberation Sans of 11 px
		"i": 3, "0123456789": 62, "Connect apps uptime 2018": 132, "WWWW": 42, "障害が発生しました": 99,
	} {
		b := badge(t, label, "100\u00a0%")
		split := int(b.Rects[1].X)
		if room := min(b.Texts[0].X, split-b.Texts[0].X); room < width/2+5 {
			t.Errorf("%q: %d px on either side of its middle, and it is %d px wide", label, room, width)
		}
		if room := min(b.Texts[1].X-split, b.Width-b.Texts[1].X); room < 31/2+5 {
			t.Errorf("%q: %d px on either side of the value", label, room)
		}
	}
	for _, label := range []string{hostile, long, illegal} {
		if b := badge(t, label, "100\u00a0%"); b.Width > 900 {
			t.Errorf("%q makes a badge %d pixels wide", label, b.Width)
		}
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
