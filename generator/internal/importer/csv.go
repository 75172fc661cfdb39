package importer

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/settings"
)

// csvColumns are the names that columns go by, in small letters and digits
// alone. Among them are those of the VOID, peers 3.6.
var csvColumns = map[string][]string{
	"id":           {"id", "incidentid", "voidid", "number", "key", "ticket"},
	"title":        {"title", "name", "incident", "subject", "incidenttitle", "incidentname"},
	"date":         {"dateofwriteup", "published", "publishedat", "date", "reported", "created", "createdat"},
	"happened":     {"dateofincident", "incidentdate"},
	"start":        {"start", "starttime", "startedat", "started", "begin", "from", "startdate", "incidentstart", "impactstart"},
	"end":          {"end", "endtime", "endedat", "ended", "until", "to", "enddate", "incidentend", "impactend"},
	"minutes":      {"durationminutes", "minutes", "durationmin", "downtimeminutes"},
	"severity":     {"severity", "sev", "priority", "impact"},
	"level":        {"level", "status", "outagetype"},
	"services":     {"services", "service", "components", "component", "affected", "affectedservices", "systems", "system", "product"},
	"organization": {"organization", "organisation", "company", "namefromorganization", "owner"},
	"url":          {"url", "link", "primarysourceurl", "primarysource", "report", "source"},
	"summary":      {"summary", "shortdescription", "tldr"},
	"body":         {"description", "body", "details", "notes", "postmortem", "text"},
	"tags":         {"tags", "labels", "impactcategory", "keywords"},
	"causes":       {"causes", "cause", "rootcause", "contributingfactors", "categories", "category"},
	"timezone":     {"timezone", "tz", "zone"},
	"detected":     {"detected", "detectedat", "detecttime"},
	"acknowledged": {"acknowledged", "acknowledgedat"},
	"mitigated":    {"mitigated", "mitigatedat"},
	"resolved":     {"resolved", "resolvedat", "resolutiontime"},
}

// maxRows and maxCells bound one table.
const (
	maxRows  = maxFound
	maxCells = 500
)

func parseCSV(r *reading, inputs []input) {
	for _, input := range inputs {
		r.table(input)
	}
}

// A tableRow is a row of a table and the line of the source that it begins in.
type tableRow struct {
	line  int
	cells []string // at most maxCells
	all   int      // cells that the source has
}

// rows reads the rows of a table, with its head as the first; none where the table is broken from
// the beginning. What is left out is reported.
func (r *reading) rows(input input) (rows []tableRow) {
	text := strings.TrimSuffix(input.text, "\n") + "\n"
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = separatorOf(text)
	reader.LazyQuotes, reader.FieldsPerRecord = true, -1
	reader.TrimLeadingSpace = reader.Comma != '\t' // which is white space itself: empty cells would be lost
	lines := 0                                     // of the source that have been read
	beyond := 0                                    // rows that are too many
	for {
		began := reader.InputOffset()
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.skip(input.source, "", "", "the table is broken: %v", err)
			break
		}
		raw := text[began:reader.InputOffset()]
		lines += strings.Count(raw, "\n")
		line, _ := reader.FieldPos(0)
		if i := unclosed(cells, raw); i >= 0 {
			at, _ := reader.FieldPos(i)
			r.skip(input.source+" line "+itoa(line), "", "", "the quote that opens a cell in line %d is not closed where the cell ends, so lines %d to %d are not imported; close it, and double the quotes within the cell", at, line, lines)
			if len(rows) == 0 {
				return nil // without names of columns
			}
			continue
		}
		if len(rows) > maxRows {
			beyond++
			continue
		}
		rows = append(rows, tableRow{line, cells[:min(len(cells), maxCells)], len(cells)})
	}
	if beyond > 0 {
		r.skip(input.source, "", "", "only the first %d rows are imported; %d more are left out", maxRows, beyond)
	}
	if len(rows) == 0 {
		r.skip(input.source, "", "", "the table is empty")
	}
	return rows
}

// table reads what a table says, whose first row names its columns.
func (r *reading) table(input input) {
	rows := r.rows(input)
	if len(rows) == 0 {
		return
	}
	if n := rows[0].all; n > maxCells {
		r.skip(input.source, "", "", "only the first %d columns are imported; %d more are left out", maxCells, n-maxCells)
	}
	head, rows := rows[0].cells, rows[1:]
	columns, other := columnsOf(head)
	if _, ok := columns["title"]; !ok && len(columns) < 2 {
		r.skip(input.source, "", "", "its first line names no columns that are known, such as title, date, start, end, service")
		return
	}
	for _, column := range columns {
		dayOrder(rows, column)
	}
	for _, row := range rows {
		if strings.TrimSpace(strings.Join(row.cells, "")) != "" {
			r.row(input, row, head, columns, other)
		}
	}
}

// unclosed finds the cell of a row that has swallowed what follows it, and
// perhaps whole rows, since its quote is not closed; -1 where there is none. Of
// a cell of several lines, only one that stands in the raw text as CSV writes it
// is closed where it should be; a stray quote within one line does no such harm.
func unclosed(cells []string, raw string) int {
	for i, cell := range cells {
		if !strings.Contains(cell, "\n") {
			continue
		}
		var closed bool
		if _, raw, closed = strings.Cut(raw, `"`+strings.ReplaceAll(cell, `"`, `""`)+`"`); !closed {
			return i
		}
	}
	return -1
}

// separatorOf is the sign that the first line has most of.
func separatorOf(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, sign := range []rune{',', ';', '\t', '|'} {
		if n := strings.Count(first, string(sign)); n > most {
			best, most = sign, n
		}
	}
	return best
}

// columnsOf finds the columns that have a meaning, and the others.
func columnsOf(head []string) (columns map[string]int, other []int) {
	columns = map[string]int{}
	names := make([]string, len(head))
	for i, name := range head {
		names[i] = strings.Map(func(c rune) rune {
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				return unicode.ToLower(c)
			}
			return -1
		}, name)
	}
	used := map[int]bool{}
	for _, meaning := range sortedKeys(csvColumns) {
		for _, name := range csvColumns[meaning] {
			i := slices.Index(names, name)
			if _, found := columns[meaning]; i >= 0 && !found && !used[i] {
				columns[meaning], used[i] = i, true
			}
		}
	}
	for i := range head {
		if !used[i] {
			other = append(other, i)
		}
	}
	return columns, other
}

var slashes = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})`)

// dayOrder settles for a whole column whether 3/4/2024 is in March or in April,
// where any of its dates tells; else they stay as they are, and are reported.
func dayOrder(rows []tableRow, column int) {
	dayFirst, monthFirst := false, false
	for _, r := range rows {
		if row := r.cells; column < len(row) {
			if m := slashes.FindStringSubmatch(strings.TrimSpace(row[column])); m != nil {
				dayFirst = dayFirst || number(m[1]) > 12
				monthFirst = monthFirst || number(m[2]) > 12
			}
		}
	}
	if dayFirst == monthFirst {
		return
	}
	for _, r := range rows {
		if row := r.cells; column < len(row) {
			row[column] = slashes.ReplaceAllStringFunc(strings.TrimSpace(row[column]), func(s string) string {
				m := slashes.FindStringSubmatch(s)
				if dayFirst {
					m[1], m[2] = m[2], m[1]
				}
				return m[3] + "-" + twoDigits(m[1]) + "-" + twoDigits(m[2])
			})
		}
	}
}

func twoDigits(text string) string {
	if len(text) == 1 {
		return "0" + text
	}
	return text
}

func (r *reading) row(input input, from tableRow, head []string, columns map[string]int, other []int) {
	row := from.cells
	cell := func(meaning string) string {
		if i, ok := columns[meaning]; ok && i < len(row) {
			return strings.TrimSpace(clean(row[i]))
		}
		return ""
	}
	id := cell("id")
	if id == "" {
		sum := sha256.Sum256([]byte(strings.Join([]string{cell("title"), cell("date"), cell("happened"), cell("start"), cell("url")}, "\x00")))
		id = hex.EncodeToString(sum[:6])
	}
	in := r.add(input.source+" line "+itoa(from.line), id)
	zone := r.options.Zone
	if name := cell("timezone"); name != "" {
		if z, mistake := calendar.LoadZone(name); mistake == nil {
			zone = z
		} else {
			in.note(Suspicious, "timezone", "%s", mistake.Message)
		}
	}
	in.Title, in.Organization = cell("title"), cell("organization")
	in.Summary = oneLine(cell("summary"))
	in.body = escapeLines(cell("body"))
	in.Severity, in.said = strings.ToLower(cell("severity")), cell("severity")
	split := func(text string) (list []string) {
		for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ',' || c == ';' || c == '|' || c == '\n' }) {
			if part = oneLine(part); part != "" {
				list = append(list, part)
			}
		}
		return list
	}
	in.Causes = split(cell("causes"))
	in.tag(split(cell("tags"))...)
	for _, name := range split(cell("services")) {
		in.affects(r.know(name, component{name: name, organization: in.Organization}))
	}
	in.Phases.Detected = in.when(r, "detected", cell("detected"), zone)
	in.Phases.Acknowledged = in.when(r, "acknowledged", cell("acknowledged"), zone)
	in.Phases.Mitigated = in.when(r, "mitigated", cell("mitigated"), zone)
	in.Phases.Resolved = in.when(r, "resolved", cell("resolved"), zone)
	start, end := in.when(r, "start", cell("start"), zone), in.when(r, "end", cell("end"), zone)
	happened := in.when(r, "date", cell("happened"), zone)
	in.Date = orTime(in.when(r, "date", cell("date"), zone), orTime(happened, orTime(end, start)))
	if !happened.IsZero() && start.IsZero() {
		// A day without a length says nothing about downtime, so it makes no window.
		in.keep("date_of_incident", writeTime(happened, nil))
	}
	in.rowImpact(cell("level"), cell("minutes"), start, end)
	in.cite(in.Title, cell("url"), in.Organization, calendar.Time{})
	for _, i := range other {
		if i < len(row) {
			in.keep(orText(slugOf(head[i]), "column-"+itoa(i+1)), cut(row[i], 2000))
		}
	}
	if from.all > len(head) {
		in.note(Suspicious, "", "line %d has %d cells, and there are %d columns", from.line, from.all, len(head))
	}
}

// rowImpact writes the window of a row. Without an end, a length in minutes is as good.
func (in *incident) rowImpact(levelText, minutes string, start, end calendar.Time) {
	if start.IsZero() && end.IsZero() {
		return
	}
	level, known := settings.ParseLevel(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(levelText)))
	if l, ok := statusLevels[strings.ReplaceAll(strings.ToLower(levelText), " ", "_")]; !known && ok {
		level, known = l, true
	}
	if !known && levelText != "" {
		in.keep("level", levelText)
	}
	if !known {
		in.note(Guessed, "level", "no column says how bad it was: the level is unknown")
	}
	if n := number(strings.TrimSpace(minutes)); end.IsZero() && n > 0 && n < 5_000_000 && start.Precision >= calendar.Minute {
		end = calendar.Time{Instant: start.Instant.Add(time.Duration(n) * time.Minute), Precision: calendar.Minute, Zoned: start.Zoned}
		in.note(Guessed, "end", "from the start and %d minutes", n)
	}
	in.impact(span{start: start, end: end, level: level})
}
