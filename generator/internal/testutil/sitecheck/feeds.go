package sitecheck

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"
)

// feed checks an Atom or JSON feed as readers do.
func (s *site) feed(file string, data []byte) {
	if strings.HasSuffix(file, ".xml") {
		s.wellFormed(file, data)
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		s.fault(file, "this is no feed: %v", err)
		return
	}
	if self := s.published(file, "its own address", feed.FeedLink); self != file {
		s.fault(file, "the feed names %q as its own address", feed.FeedLink)
	}
	s.published(file, "its page", feed.Link)
	if feed.Title == "" || len(feed.Authors) == 0 || strings.HasSuffix(file, ".xml") && feed.UpdatedParsed == nil {
		s.fault(file, "the feed lacks its title, author or time")
	}
	seen := map[string]bool{}
	for n, item := range feed.Items {
		if item.Title == "" || item.GUID == "" || seen[item.GUID] || strings.HasSuffix(file, ".xml") && item.UpdatedParsed == nil {
			s.fault(file, "entry %d lacks its title, id or time, or repeats an id: %+v", n+1, item)
		}
		seen[item.GUID] = true
		s.published(file, "the link of an entry", item.Link)
	}
}

// calendar checks an iCalendar file: by a parser, and the form of its lines, which
// the parser does not ask for. RFC 5545, 3.1
func (s *site) calendar(file string, data []byte) {
	lines := strings.Split(string(data), "\r\n")
	if last := len(lines) - 1; lines[last] != "" || !utf8.Valid(data) {
		s.fault(file, "it does not end in CRLF, or is not UTF-8")
	}
	for n, line := range lines {
		if len(line) > 75 || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			s.fault(file, "line %d is too long or holds a control character: %q", n+1, line)
		}
	}
	c, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		s.fault(file, "this is no calendar: %v", err)
		return
	}
	seen := map[string]bool{}
	for _, e := range c.Events() {
		stamp := e.GetProperty(ics.ComponentPropertyDtstamp)
		summary := e.GetProperty(ics.ComponentPropertySummary)
		if e.Id() == "" || seen[e.Id()] || stamp == nil || summary == nil || summary.Value == "" {
			s.fault(file, "the event %q lacks its stamp or summary, or is there twice", e.Id())
		}
		seen[e.Id()] = true
		start, err := e.GetStartAt()
		if err != nil {
			start, err = e.GetAllDayStartAt()
		}
		if err != nil || start.Location() != time.UTC && start.Location() != time.Local {
			s.fault(file, "the event %q has no start in UTC: %v", e.Id(), err)
		}
		if e.GetProperty(ics.ComponentPropertyDtEnd) != nil {
			if end, err := e.GetEndAt(); err != nil || !end.After(start) {
				s.fault(file, "the event %q ends at %v: %v", e.Id(), end, err)
			}
		}
		if address := e.GetProperty(ics.ComponentPropertyUrl); address != nil {
			s.published(file, "the address of an event", address.Value)
		}
	}
}
