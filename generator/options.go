package generator

import (
	"errors"
	"slices"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
)

// Options are what the command line can say. Empty values mean what the
// archive's settings say, or the default.
type Options struct {
	// Content is the archive's folder; "" looks for one from the working
	// directory upwards.
	Content string
	// Out is the folder to publish into; "" is public/ beside the archive.
	Out string
	// BaseURL is the address of the site.
	BaseURL string
	// Theme is a folder under themes/, or the path of one.
	Theme string
	// AsOf counts as now. Without it, and without as_of in the settings,
	// SOURCE_DATE_EPOCH does, else the clock's last full hour.
	AsOf string
	// Edition is the one to make of an archive that has several; "" for its default one.
	Edition string
	// Drafts includes them.
	Drafts bool
	// Strict lets warnings stop a build, and fail a check.
	Strict bool
	// Record is a file that says what was published before, to which Build adds what is published now; "" for none.
	Record string
	// Git lets Build show as corrections what the history of the reports' files says of their windows and severities.
	Git bool
	// Force lets Build make the site though nothing has changed.
	Force bool
	// Adopt allows publishing into a folder that holds other files.
	Adopt bool
	// Links lets Check follow every link of the built pages.
	Links bool
	// Leaks lets Check look in each edition for what it hides.
	Leaks bool
	// External lets Check ask other sites for the addresses that the archive leads
	// to; Agent is what it calls itself: "afterword/v1.2.3".
	External bool
	Agent    string
	// Jobs is how much is done at once; 0: one job a core.
	Jobs int
	// OnRead, where it is set, is called once with how many documents Build has read.
	OnRead func(documents int)
	// Waiting, where it is set, is called once when another build publishes into
	// the same folder and this one waits for it; holder says which: "process 4711".
	Waiting func(holder string)
	// Progress, where it is set, says what is being done while it is done.
	Progress *Progress
}

// Progress says what is being done: the name of a step, and how much of it is done.
type Progress = pipeline.Progress

// A UsageError is an option that is wrong, rather than the archive or an I/O
// failure, and how to fix it.
type UsageError struct {
	Err  error
	Hint string // one sentence or more; may be empty
}

func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *UsageError) Unwrap() error { return e.Err }

// An ArchiveError says that there is no archive, or that it has errors.
type ArchiveError struct{ Diagnostics diag.List }

func (e *ArchiveError) Error() string { return "the archive has errors" }

// Unreadable reports whether nothing is wrong except that some of the archive cannot
// be read: a permission, a broken disk.
func (e *ArchiveError) Unreadable() bool {
	author := func(d diag.Diagnostic) bool { return d.Severity == diag.Error && d.Code != diag.FileUnreadable }
	return e.Diagnostics.Errors() > 0 && !slices.ContainsFunc(e.Diagnostics, author)
}

// verdict is the error of a run whose stages returned a list and an error.
func verdict(o Options, list diag.List, err error) error {
	option, wrong := errors.AsType[*pipeline.OptionError](err)
	switch {
	case wrong:
		return &UsageError{err, option.Hint}
	case err != nil:
		return err
	case list.Errors() > 0, o.Strict && list.Warnings() > 0:
		return &ArchiveError{list}
	}
	return nil
}
