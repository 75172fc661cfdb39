package verify

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/recompute"
	"afterword/generator/internal/urls"
)

// table compares a table of a period: of services, or of incidents.
func (r *reading) table(name string, text []byte) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		r.differs(name, "its text", "no table", "one")
		return
	}
	head := rows[0]
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for n, column := range head {
			cells[column] = row[n]
		}
		if path, ok := cells["path"]; ok {
			record := flat(r.incident[path].fields)
			for column, cell := range cells {
				if follows, ok := record[column]; ok && (figure(cell) || figure(follows)) {
					r.same(name, path+" "+column, cell, follows)
				}
			}
			continue
		}
		period := strings.TrimSuffix(strings.TrimPrefix(name, urls.Years[1:]), "/uptime.csv")
		r.same(name, cells["service"]+" "+head[0], cells[head[0]], period)
		of := r.cells(cells["service"], period)
		for _, column := range head[1:] {
			if follows, ok := of[column]; ok {
				r.same(name, cells["service"]+" "+period+" "+column, cells[column], follows)
			}
		}
	}
}

// cells are the figures of a service's period, by the names that columns have.
func (r *reading) cells(service, period string) map[string]string {
	object := map[string]any{}
	for _, name := range []string{
		"from", "to", "seconds", "incidents", "major", "partial", "degraded", "maintenance", "impacted", "weighted", "uptime", "strict",
		"slo", "budget.total", "budget.spent",
	} {
		var value any
		if err := decode(r.counted.Uptime.Value(recompute.Key{Service: service, Period: period, Name: name}), &value); err == nil {
			object[strings.ReplaceAll(name, ".", "_")] = value
		}
	}
	if object["budget_spent"] == nil {
		object["budget_spent"] = map[string]any{"min": nil, "max": nil}
	}
	return flat(object)
}

// badge compares a picture: its value, which it has three times.
func (r *reading) badge(name string, text []byte) {
	var svg struct {
		Label string   `xml:"aria-label,attr"`
		Title string   `xml:"title"`
		Texts []string `xml:"text"`
	}
	if err := xml.Unmarshal(text, &svg); err != nil || len(svg.Texts) != 2 {
		r.differs(name, "its text", "no badge", "one")
		return
	}
	service, period, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(name, "badges/"), ".svg"), "/")
	follows := "not tracked"
	forms := slices.Concat(r.forms(recompute.Key{Service: service, Period: period, Name: "uptime"}), r.forms(recompute.Key{Service: service, Period: period, Name: "strict"}))
	if len(forms) > 0 {
		follows = forms[0]
	}
	value := svg.Texts[1]
	if slices.Contains(forms, value) { // the other way to count may lead
		follows = value
	}
	r.same(name, service+" "+period+" uptime", value, follows)
	n := max(0, strings.LastIndex(svg.Title, ": "))
	label, shown := svg.Title[:n], strings.TrimPrefix(svg.Title[n:], ": ")
	r.same(name, "the value in its title", shown, value)
	r.same(name, "its label", svg.Label, svg.Title)
	if short := strings.TrimSuffix(svg.Texts[0], "…"); !strings.HasPrefix(label, short) {
		r.differs(name, "its text", short, label)
	}
}

// times are the elements and properties of feeds that say when something was.
var times = regexp.MustCompile(`(?m)(?:<(?:published|updated)>|^(?:DTSTART|DTEND|DTSTAMP|CREATED|LAST-MODIFIED)[^:\r\n]*:|"date_(?:published|modified)":")([^<"\r\n]*)`)

// feed compares the times of the entries of a feed with those of their incidents, and the data that a JSON feed has of them.
func (r *reading) feed(name string, text []byte) {
	separator := map[bool]string{true: "<entry>", false: "BEGIN:VEVENT"}[strings.HasSuffix(name, ".xml")]
	if strings.HasSuffix(name, ".json") {
		r.items(name, text)
		return
	}
	entries := strings.Split(string(text), separator)
	for _, entry := range entries[1:] {
		path := r.named(entry)
		known := r.known(path)
		for _, found := range times.FindAllStringSubmatch(entry, -1) {
			r.member(name, path, found[1], known)
		}
	}
	all := map[string]bool{"19700101T000000Z": true} // of a feed without entries
	for path := range r.incident {
		for t := range r.known(path) {
			all[t] = true
		}
	}
	for _, found := range times.FindAllStringSubmatch(entries[0], -1) {
		r.member(name, "the feed", found[1], all)
	}
}

// items compares the entries of a JSON feed.
func (r *reading) items(name string, text []byte) {
	var feed struct {
		Items []struct {
			URL       string
			Published string         `json:"date_published"`
			Modified  string         `json:"date_modified"`
			Incident  map[string]any `json:"_incident"`
		}
	}
	if err := decode(text, &feed); err != nil {
		r.differs(name, "its text", "no JSON", "a feed")
		return
	}
	for _, item := range feed.Items {
		path := r.named(item.URL)
		for _, t := range []string{item.Published, item.Modified} {
			if t != "" {
				r.member(name, path, t, r.known(path))
			}
		}
		if length, ok := item.Incident["downtime_seconds"]; ok {
			item.Incident["seconds"] = length
			delete(item.Incident, "downtime_seconds")
		}
		r.fields(name, path, item.Incident, r.incident[path].fields)
	}
}

// member compares a time with those of an incident.
func (r *reading) member(file, path, printed string, known map[string]bool) {
	r.mu.Lock()
	r.report.Printed++
	r.mu.Unlock()
	if !known[compact.Replace(printed)] {
		r.differs(file, path, printed, "no such time")
	}
}

var compact = strings.NewReplacer("-", "", ":", "")

// address is the path of an incident in an address of its page, or in the name of its event.
var address = regexp.MustCompile(`/incidents/([^"<>\s]+)/|(?m:^UID:)([^@\s]+)@`)

func (r *reading) named(text string) string {
	text = strings.ReplaceAll(text, "\r\n ", "") // folded lines
	for _, found := range address.FindAllStringSubmatch(text, -1) {
		if path := found[1] + found[2]; r.incident[path].text != nil {
			return path
		}
	}
	return ""
}

// known are the times of an incident without punctuation; a day counts for its beginning too.
func (r *reading) known(path string) map[string]bool {
	set := map[string]bool{}
	i := r.incident[path]
	zone, _ := i.fields["timezone"].(string)
	for _, name := range []string{"date", "updated", "started", "ended"} {
		t, _ := i.fields[name].(string)
		set[compact.Replace(t)] = true
		if begins, ok := r.counted.Begins(t, zone); ok {
			set[compact.Replace(begins)] = true
		}
		if day, err := time.Parse(time.DateOnly, t); err == nil && name == "updated" { // of the report's zone, which no data names
			for offset := -14 * time.Hour; offset <= 12*time.Hour; offset += 30 * time.Minute {
				set[compact.Replace(day.Add(offset).Format(time.RFC3339))] = true
			}
		}
	}
	return set
}
