package feeds

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// CSV writes a table by RFC 4180: commas, CRLF, quotes doubled, UTF-8 without a
// byte order mark. Cells that a spreadsheet would take for a formula begin with
// an apostrophe instead; see csvCell.
func CSV(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		cells := make([]string, len(row))
		for n, cell := range row {
			cells[n] = csvCell(cell)
		}
		w.Write(cells) // a buffer takes everything
	}
	w.Flush()
	return b.Bytes()
}

// incidentColumns head the table of incidents. Times are RFC 3339 in UTC, or a
// date, a month or a year where no more was recorded; date_note says why the author took
// a date that none states; lists are joined by "; ". level is the
// worst of the windows. seconds_min and seconds_max bound the union of the windows;
// seconds_max is empty where nothing bounds it, both where no window was recorded.
// uncertain is true where a window has an unknown end, day or level.
var incidentColumns = []string{
	"path", "url", "title", "organization", "services", "severity", "level", "date", "updated",
	"started", "ended", "ongoing", "uncertain", "seconds_min", "seconds_max",
	"detected", "acknowledged", "mitigated", "resolved", "causes", "tags", "summary", "date_note",
}

// IncidentsCSV is /years/N/incidents.csv: the incidents that belong to a year, or
// any other list of them, newest first. The terms of taxonomies that not every archive has are in
// columns at the end.
func IncidentsCSV(a *archive.Archive, incidents []*archive.Incident, base urls.Base) []byte {
	rows := make([][]string, 0, len(incidents)+1)
	head := slices.Clone(incidentColumns)
	for _, t := range a.Added() {
		head = append(head, t.Key)
	}
	rows = append(rows, head)
	for _, i := range incidents {
		var level, least, most string
		if i.Length.Recorded {
			level, least = i.Level.String(), strconv.FormatInt(i.Length.Min, 10)
			if !i.Length.Open {
				most = strconv.FormatInt(i.Length.Max, 10)
			}
		}
		row := []string{
			i.Path, base.Absolute(urls.Incident(i.Path)), i.Title, i.Postmortem.Organization, joined(i.Postmortem.Services), i.Postmortem.Severity, level,
			calendar.ISOTime(i.Date), calendar.ISOTime(i.Updated), calendar.ISOTime(i.Start), calendar.ISOTime(i.End),
			strconv.FormatBool(i.Ongoing), strconv.FormatBool(slices.ContainsFunc(i.Windows, postmortem.Window.Uncertain)), least, most,
			calendar.ISOTime(i.Phases.Detected), calendar.ISOTime(i.Phases.Acknowledged), calendar.ISOTime(i.Phases.Mitigated), calendar.ISOTime(i.Phases.Resolved),
			joined(i.Names("causes")), joined(i.Names("tags")), i.Summary, i.DateNote,
		}
		for _, t := range a.Added() {
			row = append(row, joined(i.Names(t.ID)))
		}
		rows = append(rows, row)
	}
	return CSV(rows)
}

func joined(list []string) string { return strings.Join(list, "; ") }
