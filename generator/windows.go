package generator

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/postmortem"
)

// WindowsOptions name a report, and the series that shows when its incident was.
type WindowsOptions struct {
	Options
	Report string // its path in the archive, or its file
	// Signal is the series and its limit; with a File that is "", the signal that the report names.
	Signal postmortem.Signal
}

// A ProposedWindow is one that a series shows. Times are RFC 3339 in UTC.
type ProposedWindow struct {
	Start   string `json:"start"`
	End     string `json:"end"` // "unknown" where samples are missing there
	AtLeast int64  `json:"at_least,omitempty"`
	AtMost  int64  `json:"at_most,omitempty"` // seconds; 0 where nothing is known
}

// Windows reads the samples beside a report and returns the windows in which they are beyond a limit. Drafts count.
// Errors are as Build's; those of the data file are an *ArchiveError too.
func Windows(ctx context.Context, o WindowsOptions) ([]ProposedWindow, error) {
	o.Drafts = true
	opened, err := open(ctx, o.Options, pipeline.Planned)
	defer opened.close()
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(o.Report, opened.display(opened.content)+"/")
	name = strings.TrimSuffix(strings.TrimSuffix(strings.Trim(name, "/"), ".md"), "/index")
	report, ok := opened.Loaded.Archive.Incident(name)
	if !ok {
		return nil, &UsageError{fmt.Errorf("the archive has no report %q", name), "Name it by its path, as in 2018/zuora-connect."}
	}
	if o.Signal.File == "" && report.Signal != nil {
		o.Signal = *report.Signal
	}
	proposed, list := opened.Site.ProposeWindows(report.Postmortem, o.Signal)
	if list.Errors() > 0 {
		return nil, &ArchiveError{list}
	}
	windows := []ProposedWindow{}
	for _, w := range proposed {
		windows = append(windows, ProposedWindow{
			Start: calendar.ISOTime(w.Start), End: cmp.Or(calendar.ISOTime(w.End), "unknown"),
			AtLeast: int64(w.AtLeast.Seconds()), AtMost: int64((w.AtMost + time.Second - 1) / time.Second),
		})
	}
	return windows, nil
}
