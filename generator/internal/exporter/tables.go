package exporter

import (
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/urls"
)

// windowColumns head the table of windows. window counts a report's windows from
// 1. Times are RFC 3339 in UTC, or a date where no time of day was recorded.
// at_least and at_most are the bounds of an unknown end, in seconds.
var windowColumns = []string{
	"path", "url", "window", "start", "end", "ongoing", "uncertain", "level", "services", "at_least", "at_most", "note",
}

// tables are the two tables of the csv format.
func tables(s selection) ([]File, error) {
	rows := [][]string{windowColumns}
	for _, i := range s.Incidents {
		for n, w := range i.Windows {
			rows = append(rows, []string{
				i.Path, s.Base.Absolute(urls.Incident(i.Path)), strconv.Itoa(n + 1),
				calendar.ISOTime(w.Start), calendar.ISOTime(w.End), strconv.FormatBool(w.Ongoing), strconv.FormatBool(w.Uncertain()),
				w.Level.String(), strings.Join(i.AffectedServices(w), "; "), seconds(w.AtLeast), seconds(w.AtMost), w.Note,
			})
		}
	}
	return []File{
		{"incidents.csv", feeds.IncidentsCSV(s.Archive, s.Incidents, s.Base)},
		{"windows.csv", feeds.CSV(rows)},
	}, nil
}

// seconds is a bound of a window's length; "" where there is none.
func seconds(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.FormatInt(int64(d/time.Second), 10)
}
