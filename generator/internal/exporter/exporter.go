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
	// Body returns a report as package markdown has rendered it; nil: no texts.
	Body func(*archive.Incident) markdown.Document
}

// Options narrow an export.
type Options struct {
	// Year keeps only the incidents that belong to a calendar year of the
	// archive's zone; 0 keeps all.
	Year int
}

// A Format is something that the archive can be exported as.
type Format struct {
	Name  string
	About string // one line for a list of formats
	write func(selection) ([]File, error)
}

// Formats lists the formats of Export, by name.
func Formats() []Format {
	return []Format{
		{"csv", "incidents.csv and windows.csv, for spreadsheets", tables},
		{"html", "one printable file that needs no other, for auditors", htmlDocument},
		{"json", "incidents.json, as the site's API has it, with the texts of the reports", records},
		{"opensearch", "a mapping and NDJSON for _bulk, for OpenSearch and Elasticsearch", bulk},
		{"statuspage", "an /api/v2/ tree for programs that read Statuspage", statuspage},
	}
}

// A YearError is a year that the archive does not have.
type YearError struct {
	Year        int
	First, Last int // of the archive; 0 where it is empty
}

func (e *YearError) Error() string {
	if e.First == 0 {
		return fmt.Sprintf("the archive has nothing of %d; it is empty", e.Year)
	}
	return fmt.Sprintf("the archive has nothing of %d; it runs from %d to %d", e.Year, e.First, e.Last)
}

// Export writes the archive in a format. The files are in the order of their
// paths. Errors are an unknown format or a *YearError.
func Export(format string, in Input, opt Options) ([]File, error) {
	s, err := choose(in, opt)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range Formats() {
		if f.Name == format {
			return f.write(s)
		}
		names = append(names, f.Name)
	}
	return nil, fmt.Errorf("no export format is called %q; known are %s", format, strings.Join(names, ", "))
}

// A selection is the part of the archive that is exported.
type selection struct {
	Input
	year      int                 // 0: all
	incidents []*archive.Incident // newest first
}

func choose(in Input, opt Options) (selection, error) {
	s := selection{Input: in, year: opt.Year, incidents: in.Archive.Incidents}
	if opt.Year == 0 {
		return s, nil
	}
	y, ok := in.Archive.Year(opt.Year)
	if !ok {
		e := &YearError{Year: opt.Year}
		if years := in.Archive.Years; len(years) > 0 {
			e.First, e.Last = years[0].Number, years[len(years)-1].Number
		}
		return s, e
	}
	s.incidents = y.Incidents
	return s, nil
}

// source is the report's Markdown as its author wrote it, without front matter.
func (s selection) source(i *archive.Incident) string {
	if s.Body == nil {
		return ""
	}
	return strings.TrimSpace(i.Source.Text()[i.Postmortem.Body:])
}
