package crawl

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxICSLine is the length of a line in octets, without its end. RFC 5545, 3.1.
const maxICSLine = 75

// calendar judges an iCalendar file. RFC 5545.
func (s *site) calendar(r *report) {
	lines, ok := icsLines(r)
	if !ok {
		return
	}
	var open []*component
	uids := map[string]bool{}
	roots := 0
	for _, line := range lines {
		p, ok := icsProperty(line)
		switch {
		case !ok:
			r.add(Machine, "the line %q is no property", short(line))
		case p.name == "BEGIN":
			if len(open) == 0 {
				roots++
			}
			open = append(open, &component{name: p.value, values: map[string][]property{}})
		case len(open) == 0:
			r.add(Machine, "%s stands outside of any component", p.name)
		case p.name == "END":
			c := open[len(open)-1]
			open = open[:len(open)-1]
			if p.value != c.name {
				r.add(Machine, "END:%s closes %s", short(p.value), short(c.name))
			}
			s.component(r, c, uids)
		default:
			c := open[len(open)-1]
			c.values[p.name] = append(c.values[p.name], p)
		}
	}
	if len(open) > 0 || roots != 1 {
		r.add(Machine, "there are %d calendars, and %d components that are not closed", roots, len(open))
	}
}

// icsLines unfolds the lines, and tells false where they cannot be told apart.
func icsLines(r *report) ([]string, bool) {
	data := r.file.Data
	if !utf8.Valid(data) {
		r.add(Machine, "the file is not UTF-8")
	}
	rest, ends := bytes.CutSuffix(data, []byte("\r\n"))
	if !ends {
		r.add(Machine, "the file does not end in CRLF")
	}
	var lines []string
	for n, line := range bytes.Split(rest, []byte("\r\n")) {
		if bytes.ContainsAny(line, "\r\n") {
			r.add(Machine, "a line ends in something other than CRLF")
			return nil, false
		}
		if len(line) > maxICSLine {
			r.add(Machine, "line %d has %d octets, %d are allowed", n+1, len(line), maxICSLine)
		}
		for _, c := range line {
			if c < ' ' && c != '\t' || c == 0x7f {
				r.add(Machine, "line %d holds the control character %#x", n+1, c)
			}
		}
		if folded := len(line) > 0 && (line[0] == ' ' || line[0] == '\t'); folded && len(lines) > 0 {
			lines[len(lines)-1] += string(line[1:])
			continue
		}
		lines = append(lines, string(line))
	}
	return lines, true
}

// A property is one unfolded line.
type property struct{ name, parameters, value string }

var icsLine = regexp.MustCompile(`^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$`)

func icsProperty(line string) (property, bool) {
	m := icsLine.FindStringSubmatch(line)
	if m == nil {
		return property{}, false
	}
	return property{strings.ToUpper(m[1]), strings.ToUpper(m[2]), m[3]}, true
}

// A component is what stands between BEGIN and END, those within it left out.
type component struct {
	name   string
	values map[string][]property
}

// required are the properties that a component has exactly once.
var required = map[string][]string{
	"VCALENDAR": {"VERSION", "PRODID"},
	"VEVENT":    {"UID", "DTSTAMP", "DTSTART", "SUMMARY"},
}

// component judges a component once it is closed.
func (s *site) component(r *report, c *component, uids map[string]bool) {
	what := c.name
	if uid := c.value("UID"); uid != "" {
		what = fmt.Sprintf("the event %q", short(uid))
		if uids[uid] {
			r.add(Machine, "two events have the UID %q", short(uid))
		}
		uids[uid] = true
	}
	for _, name := range required[c.name] {
		if n := len(c.values[name]); n != 1 || c.value(name) == "" {
			r.add(Machine, "%s has %s %d times, or it is empty", what, name, n)
		}
	}
	if version := c.value("VERSION"); version != "" && version != "2.0" {
		r.add(Machine, "the version of the calendar is %q", short(version))
	}
	for _, name := range []string{"DTSTAMP", "DTSTART", "DTEND", "CREATED", "LAST-MODIFIED"} {
		for _, p := range c.values[name] {
			if !p.isTime() {
				r.add(Machine, "%s has the %s %q, which is no UTC time or date", what, name, short(p.value))
			}
		}
	}
	// Times of one form sort as texts do.
	if start, end := c.value("DTSTART"), c.value("DTEND"); end != "" && len(start) == len(end) && end <= start {
		r.add(Machine, "%s ends at %s, which is not after %s", what, short(end), short(start))
	}
	if address := c.value("URL"); address != "" {
		s.published(r, what+": URL", address)
	}
}

// value is that of a property, "" where it is missing.
func (c *component) value(name string) string {
	if list := c.values[name]; len(list) > 0 {
		return list[0].value
	}
	return ""
}

var (
	icsInstant = regexp.MustCompile(`^\d{8}T\d{6}Z$`)
	icsDay     = regexp.MustCompile(`^\d{8}$`)
)

func (p property) isTime() bool {
	if p.parameters == ";VALUE=DATE" {
		return icsDay.MatchString(p.value)
	}
	return icsInstant.MatchString(p.value)
}
