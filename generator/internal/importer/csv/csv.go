package csv

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/urls"
)

// Format returns the format csv.
func Format() importer.Format {
	return importer.Format{
		Name: "csv", Summary: "a table with a line for each incident", Sources: "a CSV file whose first line names the columns",
		Extensions: []string{".csv", ".tsv"}, Read: read,
	}
}

// Bounds of one table.
const (
	maxRows  = importer.MaxFound
	maxCells = 500 // of a row
)

// A table is an import from one file.
type table struct {
	*importer.Job
	input importer.Input
	head  []string // keys of the columns
}

// A row is a row of a table and the line of the source that it begins in.
type row struct {
	line  int
	cells []string // at most maxCells
	all   int      // cells that the source has
}

// cell is the text of a column, "" where the row is too short.
func (r row) cell(column int) string {
	if column >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(prose.Clean(r.cells[column]))
}

func read(j *importer.Job, inputs []importer.Input) {
	for _, in := range inputs {
		t := &table{Job: j, input: in}
		rows := t.rows()
		if len(rows) == 0 || !t.readHead(rows[0]) {
			continue
		}
		for column, key := range t.head {
			if slices.Contains(known, strings.ReplaceAll(key, "-", "")) {
				orderDays(rows[1:], column)
			}
		}
		for _, r := range rows[1:] {
			if strings.TrimSpace(strings.Join(r.cells, "")) != "" {
				t.incident(r)
			}
		}
	}
}

// known are the names of columns that are read.
var known = append(importer.Fielded(), lenient.Names("id", "summary", "description", "body", "timezone")...)

// skip reports a part of the table that becomes no file.
func (t *table) skip(format string, args ...any) { t.Skip(t.input.Source, "", "", format, args...) }

// line is a line of the table as it is reported.
func (t *table) line(n int) string { return fmt.Sprintf("%s line %d", t.input.Source, n) }

// rows reads the rows of a table, with its head as the first; none where the table is broken from
// the beginning. What is left out is reported.
func (t *table) rows() (rows []row) {
	text := strings.TrimSuffix(t.input.Text, "\n") + "\n"
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = separatorOf(text)
	reader.LazyQuotes, reader.FieldsPerRecord = true, -1
	reader.TrimLeadingSpace = reader.Comma != '\t' // which is white space itself: empty cells would be lost
	lines := 0                                     // of the source that have been read
	beyond := 0                                    // rows that are too many
	for {
		began := reader.InputOffset()
		cells, err := reader.Read()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.skip("the table is broken: %v", err)
			}
			break
		}
		raw := text[began:reader.InputOffset()]
		lines += strings.Count(raw, "\n")
		line, _ := reader.FieldPos(0)
		if i := unclosed(cells, raw); i >= 0 {
			at, _ := reader.FieldPos(i)
			t.Skip(t.line(line), "", "", "the quote that opens a cell in line %d is not closed where the cell ends, so lines %d to %d are not imported; close it, and double the quotes within the cell", at, line, lines)
			if len(rows) == 0 {
				return nil // without names of columns
			}
			continue
		}
		if len(rows) > maxRows {
			beyond++
			continue
		}
		rows = append(rows, row{line, cells[:min(len(cells), maxCells)], len(cells)})
	}
	if beyond > 0 {
		t.skip("only the first %d rows are imported; %d more are left out", maxRows, beyond)
	}
	if len(rows) == 0 {
		t.skip("the table is empty")
	}
	return rows
}

// unclosed finds the cell of a row that has swallowed what follows it, and
// perhaps whole rows, since its quote is not closed; -1 where there is none. Of
// a cell of several lines, only one that is in the raw text as CSV writes it
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
	for _, sign := range ",;\t|" {
		if n := strings.Count(first, string(sign)); n > most {
			best, most = sign, n
		}
	}
	return best
}

// readHead makes keys of the names of columns. Of what a table calls impact or status, it
// may have no better name.
func (t *table) readHead(r row) bool {
	if r.all > maxCells {
		t.skip("only the first %d columns are imported; %d more are left out", maxCells, r.all-maxCells)
	}
	found := map[string]bool{}
	for i, name := range r.cells {
		key := prose.Or(urls.Slug(name), "column-"+strconv.Itoa(i+1))
		if found[key] {
			key += "-" + strconv.Itoa(i+1)
		}
		found[key] = true
		t.head = append(t.head, key)
	}
	read := 0
	for i, key := range t.head {
		for plain, field := range map[string]string{"impact": "severity", "status": "level"} {
			if key == plain && !found[field] {
				t.head[i] = field
			}
		}
		if slices.Contains(known, strings.ReplaceAll(t.head[i], "-", "")) {
			read++
		}
	}
	if !found["title"] && read < 2 {
		t.skip("its first line names no columns that are known, such as title, date, start, end, service")
		return false
	}
	return true
}

var slashes = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})`)

// orderDays settles for a whole column whether 3/4/2024 is in March or in April,
// where any of its dates shows it; else they stay as they are, and are reported.
func orderDays(rows []row, column int) {
	dayFirst, monthFirst := false, false
	for _, r := range rows {
		if m := slashes.FindStringSubmatch(r.cell(column)); m != nil {
			dayFirst, monthFirst = dayFirst || number(m[1]) > 12, monthFirst || number(m[2]) > 12
		}
	}
	if dayFirst == monthFirst {
		return
	}
	for _, r := range rows {
		text := r.cell(column)
		if m := slashes.FindStringSubmatch(text); m != nil {
			month, day := number(m[1]), number(m[2])
			if dayFirst {
				month, day = day, month
			}
			r.cells[column] = fmt.Sprintf("%s-%02d-%02d%s", m[3], month, day, text[len(m[0]):])
		}
	}
}

// number is the number that digits write; 0 of other text.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

func (t *table) incident(r row) {
	n := frontmatter.Node{Kind: frontmatter.Mapping}
	for i, key := range t.head {
		n.Fields = append(n.Fields, frontmatter.Field{Key: key, Value: frontmatter.Node{Kind: frontmatter.Text, Text: r.cell(i)}})
	}
	text := func(keys ...string) string { return lenient.Text(n, lenient.Names(keys...)...) }
	in := t.Add(t.New(t.line(r.line)), prose.Or(text("id"), importer.Digest(6, text("title"), text("published", "date"), text("happened"), text("start"), text("url"))))
	if name := text("timezone"); name != "" {
		if zone, bad := calendar.LoadZone(name); bad == nil {
			in.Clocks = zone
		} else {
			in.Note(importer.Suspicious, "timezone", "%s", bad.Message)
		}
	}
	in.Fields(n, lenient.Texts)
	in.Summary = prose.OneLine(text("summary"))
	in.Body = prose.EscapeLines(text("description", "body"))
	in.KeepRest(n, known)
	if r.all > len(t.head) {
		in.Note(importer.Suspicious, "", "line %d has %d cells, and there are %d columns", r.line, r.all, len(t.head))
	}
}
