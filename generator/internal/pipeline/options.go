package pipeline

import (
	"path/filepath"
	"runtime"
	"time"

	"afterword/generator/internal/changes"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// Options say what is built, beyond what the archive's settings say.
type Options struct {
	// Content is the archive's folder, and Display what diagnostics print for it.
	Content, Display string
	// Themes is the folder that themes are looked up in by name; it need not exist.
	Themes string
	// BaseURL, Theme and AsOf override the settings where they are not empty.
	// Theme is a name, or the absolute path of a folder.
	BaseURL, Theme, AsOf string
	// Edition is the one to make, "" the archive's default one.
	Edition string
	// Now is what counts as now where neither AsOf nor the settings say. Clock,
	// where it is set, is used instead: see the comment on asOf.
	Now   time.Time
	Clock func() time.Time
	// Drafts includes them.
	Drafts bool
	// Jobs is how much is done at once; 0 means one job a core.
	Jobs int
	// Progress shows what is being done, and collects how long it took. It may be nil.
	Progress *Progress
	// Corrections are those of reports, by file, beside those that they have themselves.
	Corrections map[string][]postmortem.Correction
	// Record is what was published before, nil where none is kept. Planning the site adds to it.
	Record *changes.Record
}

func (o Options) jobs() int {
	if o.Jobs > 0 {
		return o.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// An OptionError is an option that cannot be read.
type OptionError struct {
	Name string // as on the command line: "--as-of"
	Err  error
	Hint string // how to fix it; may be empty
}

func (e *OptionError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *OptionError) Unwrap() error { return e.Err }

// base is the address of the site: the option, else that of the settings.
func (o Options) base(s *settings.Settings) (urls.Base, error) {
	if o.BaseURL == "" {
		return s.Base, nil
	}
	base, err := urls.ParseBase(o.BaseURL)
	if err != nil {
		return base, &OptionError{"--base-url", err, "Write the address that the site will have, such as https://example.org/postmortems/."}
	}
	return base, nil
}

// theme is what the theme of an archive is loaded from.
func (o Options) theme(l *Loaded) theme.Options {
	name := l.Settings.Theme
	if o.Theme != "" {
		name = o.Theme
	}
	folder := filepath.Join(o.Themes, name)
	if filepath.IsAbs(name) {
		folder = name
	}
	return theme.Options{
		Required: site.Layouts(),
		Base:     l.Base,
		Name:     name,
		Folder:   folder,
		Layouts:  l.Files.Layouts,
		Assets:   l.Files.Assets,
		Style:    l.Settings.Look.Style,
		Display:  o.Display,
	}
}
