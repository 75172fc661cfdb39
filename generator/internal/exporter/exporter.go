package exporter

import (
	"fmt"
	"strings"

	"afterword/generator/internal/archive"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/uptime"
	"afterword/generator/internal/urls"
)

// A File is one file of an export. Its path is relative to the folder that the
// export is written to, with slashes.
type File struct {
	Path string
	Data []byte
}

// Input is what an export is made of.
type Input struct {
	Archive *archive.Archive
	Base    urls.Base
	// Uptime adds its figures to formats that have a place for them; nil: none.
	Uptime *uptime.Report
	// Body returns a report as package markdown has rendered it.
	Body func(*archive.Incident) markdown.Document
	// Year keeps only the incidents that belong to a calendar year of the archive's
	// zone; 0 keeps all.
	Year int
}

// A Format is something that the archive can be exported as.
type Format struct {
	Name  string
	About string // one line for a list of formats
	write func(selection) ([]File, error)
}

// Formats lists all formats, by name.
func Formats() []Format {
	return []Format{
		{"csv", "incidents.csv and windows.csv, for spreadsheets", tables},
		{"html", "one printable file that needs no other, for auditors", htmlDocument},
		{"json", "incidents.json, as the site's API has it, with the texts of the reports", records},
		{"opensearch", "a mapping and NDJSON for _bulk, for OpenSearch and Elasticsearch", bulk},
		{"statuspage", "an /api/v2/ tree for programs that read Statuspage", statuspage},
	}
}

// A YearError says that the archive does not have a year.
type YearError struct{ text string }

func (e *YearError) Error() string { return e.text }

// A selection is the part of the archive that is exported.
type selection struct {
	Input
	Incidents []*archive.Incident // newest first
}

// Export writes the archive in the format. The files are in the order of their
// paths. Errors are a *YearError, or those of an encoder.
func (f Format) Export(in Input) ([]File, error) {
	if in.Year == 0 {
		return f.write(selection{in, in.Archive.Incidents})
	}
	y, ok := in.Archive.Year(in.Year)
	if !ok {
		extent := "is empty"
		if years := in.Archive.Years; len(years) > 0 {
			extent = fmt.Sprintf("runs from %d to %d", years[0].Number, years[len(years)-1].Number)
		}
		return nil, &YearError{fmt.Sprintf("the archive has nothing of %d; it %s", in.Year, extent)}
	}
	return f.write(selection{in, y.Incidents})
}

// source is the report's Markdown as its author wrote it, without front matter.
func (s selection) source(i *archive.Incident) string {
	return strings.TrimSpace(i.Source.Text()[i.Postmortem.Body:])
}
