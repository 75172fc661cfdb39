package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
)

// Options are what the command line can say. Empty values mean what the
// archive's settings say, or the default.
type Options struct {
	// Content is the archive's folder; "" looks for one from the working
	// directory upwards.
	Content string
	// Out is the folder to publish into; "" is public/ beside the archive.
	Out string
	// BaseURL is where the site will stand.
	BaseURL string
	// Theme is a folder under themes/, or the path of one.
	Theme string
	// AsOf counts as now. Without it, and without as_of in the settings,
	// SOURCE_DATE_EPOCH does, else the clock's last full hour.
	AsOf string
	// Drafts includes them.
	Drafts bool
	// Strict lets warnings stop a build, and fail a check.
	Strict bool
	// Adopt allows to publish into a folder that holds files of others.
	Adopt bool
	// Links lets Check follow every link of the built pages.
	Links bool
	// External lets Check ask other sites for the addresses that the archive leads
	// to; Agent is what it calls itself: "afterword/v1.2.3".
	External bool
	Agent    string
	// Jobs is how much is done at once; 0: one job a core.
	Jobs int
	// Cache is the folder for what is costly to make, kept from one build to the
	// next; "" is that of the user's caches, NoCache none.
	Cache string
	// Sized, where it is set, is told once how many documents Build has read.
	Sized func(documents int)
	// Waiting, where it is set, is called once when another build publishes into
	// the same folder and this one waits for it; holder tells which: "process 4711".
	Waiting func(holder string)
	// Progress, where it is set, is told what is being done, for whoever looks meanwhile.
	Progress *Progress
}

// Progress tells what is being done: the name of a step, and how much of it is.
type Progress = pipeline.Progress

// A UsageError is an option that is wrong, rather than the archive or the
// machine, and how to fix it.
type UsageError struct {
	Err  error
	Hint string // one sentence or more; may be empty
}

func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *UsageError) Unwrap() error { return e.Err }

// ErrArchive tells that the archive has errors; the diagnostics say which.
var ErrArchive = errors.New("the archive has errors")

// ErrUnreadable is an ErrArchive too, of an archive in which nothing is wrong but that
// the machine does not let some of it be read: a permission, a broken disk.
var ErrUnreadable = fmt.Errorf("%w: files of it cannot be read", ErrArchive)

// A BuildReport says what a build did.
type BuildReport struct {
	Out         string // as it is printed
	Incidents   int
	Pages       int // HTML pages
	Files       int
	Drafts      int // left out
	Size        int64
	Published   publish.Report
	Stages      []pipeline.Stage
	Total       time.Duration
	Diagnostics diag.List
}

// Build makes the site and publishes it. The report holds the diagnostics also
// where the error is ErrArchive; nothing was published then. Other errors are a
// *UsageError, that of ctx, or the machine's.
func Build(ctx context.Context, o Options) (BuildReport, error) {
	began := time.Now()
	var report BuildReport
	p, err := find(o)
	if err != nil {
		report.Diagnostics = p.missing
		return report, err
	}
	report.Out = p.display(p.out)
	timings := new(pipeline.Timings)
	// Reading the program itself takes as long as finding the output.
	var store *cache.Store
	var notes []string
	var unusable error
	var opening sync.WaitGroup
	opening.Go(func() { store, notes, unusable = p.openCache(o) })
	defer opening.Wait()
	o.Progress.Begin("preparing", 0)
	publication, err := publish.Begin(ctx, p.out, publish.Options{
		Project: p.root, Content: p.content, Force: o.Adopt, Waiting: o.Waiting,
	})
	if err != nil {
		return report, refusal("publish", report.Out, err)
	}
	defer publication.Abort() // it has ended, or the error is the one that counts
	opt := p.options(o)
	opt.Sized = o.Sized
	if opening.Wait(); unusable != nil {
		return report, unusable
	}
	opt.Cache = store
	closing := sync.OnceValue(store.Close)
	defer closing() // also of a build that fails, whose own error is the one that counts
	built, list, err := pipeline.Stream(ctx, opt, sink{publication}, timings)
	report.Diagnostics = list.Sorted()
	if built.Loaded != nil {
		defer built.Loaded.Close() // it was only read
	}
	report.Drafts = built.Drafts
	if err := verdict(o, list, err); err != nil {
		return report, refusal("publish", report.Out, err)
	}
	report.Incidents, report.Pages = built.Incidents, built.Pages
	report.Files, report.Size = built.Files, built.Size
	o.Progress.Begin("publishing", 0)
	published := time.Now()
	kept := make(chan error, 1)
	go func() { kept <- closing() }() // beside the disk's work
	report.Published, err = publication.Commit(nil)
	if e := <-kept; e != nil {
		notes = append(notes, fmt.Sprintf("The next build may take longer: %v.", e))
	}
	report.Published.Notes = append(report.Published.Notes, notes...)
	report.Stages = append(timings.Stages(), pipeline.Stage{Name: "publish", Time: time.Since(published), Count: report.Files})
	report.Total = time.Since(began)
	return report, refusal("publish", report.Out, err)
}

// sink is a publication for the build cache, which wants to know what was taken.
type sink struct{ *publish.Publication }

// Put is PutEntry.
func (s sink) Put(f publish.File) (publish.Entry, error) { return s.PutEntry(f) }

// refusal makes an output folder that was refused a mistake of the command line, which
// wanted to do something with it.
func refusal(do, out string, err error) error {
	var refused *publish.RefusedError
	if errors.As(err, &refused) {
		return &UsageError{fmt.Errorf("will not %s into %s: %s", do, out, refused.Reason), refused.Hint}
	}
	return err
}

// A CheckReport says what a check found.
type CheckReport struct {
	Files       int // Markdown files read
	Asked       int // addresses of other sites
	Diagnostics diag.List
}

// Check reads the archive, renders every body, and reports every problem. It
// publishes nothing. The error is ErrArchive where the list holds errors. Other
// sites are asked even then: what is wrong is told in one run.
func Check(ctx context.Context, o Options) (CheckReport, error) {
	var report CheckReport
	p, err := find(o)
	if err != nil {
		report.Diagnostics = p.missing
		return report, err
	}
	opt := p.options(o)
	built, list, err := pipeline.Build(ctx, opt, nil)
	if built.Loaded != nil {
		defer built.Loaded.Close() // it was only read
		report.Files = len(built.Loaded.Files.Postmortems) + len(built.Loaded.Files.Pages)
	}
	if o.Links && err == nil && list.Errors() == 0 {
		o.Progress.Begin("following links", 0)
		list.Add(built.Links(p.display(p.out))...)
	}
	if o.External && err == nil {
		o.Progress.Begin("asking other sites", 0)
		var found diag.List
		found, report.Asked, err = built.External(ctx, opt, o.Agent)
		list.Add(found...)
	}
	report.Diagnostics = list.Sorted()
	return report, verdict(o, list, err)
}

// verdict is the error of a run whose stages gave a list and an error.
func verdict(o Options, list diag.List, err error) error {
	var option *pipeline.OptionError
	switch {
	case errors.As(err, &option):
		return &UsageError{err, option.Hint}
	case err != nil:
		return err
	case list.Errors() > 0, o.Strict && len(list) > 0:
		return failure(list)
	}
	return nil
}

// failure is the error of diagnostics that stop a run.
func failure(list diag.List) error {
	author := func(d diag.Diagnostic) bool { return d.Severity == diag.Error && d.Code != diag.FileUnreadable }
	if list.Errors() == 0 || slices.ContainsFunc(list, author) {
		return ErrArchive
	}
	return ErrUnreadable
}

// Codes explains what stands in brackets behind a diagnostic.
func Codes() []diag.Explanation { return diag.Explain() }

// ZoneRules names the release of the IANA time zone database in the program,
// by whose rules local times are read: "2025c". Instants written with their
// offset are the same under any.
func ZoneRules() string { return calendar.TZDataVersion() }

// environment is what the generator takes from its process, and nowhere else:
// the time, and whether it is the clock's.
func environment() (now time.Time, clock bool, err error) {
	text, ok := os.LookupEnv("SOURCE_DATE_EPOCH")
	if !ok {
		return time.Now(), true, nil
	}
	now, err = sourceDate(text)
	return now, false, err
}
