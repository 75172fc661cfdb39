package csv

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/calendar"
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

// columnNames are the names that columns go by, of what Fields asks for and of what only a table has.
func columnNames() map[string][]string {
	all := map[string][]string{"severity": lenient.Names("severity", "impact"), "level": lenient.Names("level", "status"), "body": lenient.Names("description", "body")}
	for _, key := range append([]string{"id", "summary", "timezone"}, importer.FieldKeys...) {
		if all[key] == nil {
			all[key] = lenient.Names(key)
		}
	}
	return all
}

// Bounds of one table.
const (
	maxRows  = importer.MaxFound
	maxCells = 500 // of a row
)

// A table is an import from one file.
type table struct {
	*importer.Job
	input   importer.Input
	head    []string
	columns map[string]int // by their meaning
	others  []int          // columns without a meaning
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
		rows = rows[1:]
		for _, column := range t.columns {
			orderDays(rows, column)
		}
		for _, r := range rows {
			if strings.TrimSpace(strings.Join(r.cells, "")) != "" {
				t.incident(r)
			}
		}
	}
}

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

// readHead finds the columns that have a meaning, and the others.
func (t *table) readHead(r row) bool {
	t.head, t.columns = r.cells, map[string]int{}
	if r.all > maxCells {
		t.skip("only the first %d columns are imported; %d more are left out", maxCells, r.all-maxCells)
	}
	var names []string
	for i, name := range t.head {
		names = append(names, strings.ReplaceAll(urls.Slug(name), "-", ""))
		t.others = append(t.others, i)
	}
	known := columnNames()
	for _, meaning := range slices.Sorted(maps.Keys(known)) {
		for _, name := range known[meaning] {
			i := slices.Index(names, name)
			if _, found := t.columns[meaning]; i >= 0 && !found && slices.Contains(t.others, i) {
				t.columns[meaning] = i
				t.others = slices.DeleteFunc(t.others, func(other int) bool { return other == i })
			}
		}
	}
	if _, ok := t.columns["title"]; !ok && len(t.columns) < 2 {
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

// parts splits a cell that holds a list.
func parts(cell string) (list []string) {
	for part := range strings.FieldsFuncSeq(cell, func(c rune) bool { return strings.ContainsRune(",;|\n", c) }) {
		if part = prose.OneLine(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

func (t *table) incident(r row) {
	cell := func(meanings ...string) string {
		for _, meaning := range meanings {
			if i, ok := t.columns[meaning]; ok && r.cell(i) != "" {
				return r.cell(i)
			}
		}
		return ""
	}
	id := cell("id")
	if id == "" {
		id = importer.Digest(6, cell("title"), cell("published", "date"), cell("happened"), cell("start"), cell("url"))
	}
	in := t.Add(t.New(t.line(r.line)), id)
	if name := cell("timezone"); name != "" {
		if zone, bad := calendar.LoadZone(name); bad == nil {
			in.Clocks = zone
		} else {
			in.Note(importer.Suspicious, "timezone", "%s", bad.Message)
		}
	}
	in.Fields(cell, func(meanings ...string) []string { return parts(cell(meanings...)) })
	in.Summary = prose.OneLine(cell("summary"))
	in.Body = prose.EscapeLines(cell("body"))
	for _, i := range t.others {
		if i < len(r.cells) {
			in.Keep(prose.Or(urls.Slug(t.head[i]), "column-"+strconv.Itoa(i+1)), prose.Cut(r.cells[i], 2000))
		}
	}
	if r.all > len(t.head) {
		in.Note(importer.Suspicious, "", "line %d has %d cells, and there are %d columns", r.line, r.all, len(t.head))
	}
}
