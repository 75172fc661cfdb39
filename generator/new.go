package generator

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/scaffold"
	"afterword/generator/internal/scan"
)

// NewOptions are what the command line says of a new postmortem. Of Options it
// takes Content and AsOf; Settings, Now and Template are set by New.
type NewOptions struct {
	Options
	scaffold.NewOptions
	// TemplateName is that of a file in _templates/, or of a template that comes with the
	// program; "" is what the settings have for the severity, else "full".
	TemplateName string
	Ask          Asker
}

// New writes a new postmortem into the archive and returns its path as it is
// printed. It never overwrites a file. Errors are as Build's, of an archive only
// what is wrong with its settings.
func New(o NewOptions) (file string, err error) {
	p, err := find(o.Options)
	if err != nil {
		return "", err
	}
	files, s, list, err := scan.Read(p.content, p.display(p.content))
	if err != nil {
		return "", err
	}
	defer files.Close() // it was only read
	if list = ofSettings(list); list.Errors() > 0 {
		return "", &ArchiveError{list}
	}
	o.Settings = s
	if err := o.complete(p); err != nil {
		return "", err
	}
	name, text, err := newPostmortem(o, p)
	if err != nil {
		return "", err
	}
	shown := p.display(filepath.Join(p.content, filepath.FromSlash(name)))
	for _, d := range files.Postmortems {
		if same := strings.TrimSuffix(d.Path, "/index.md") + ".md"; d.Path == name || same == name {
			return "", taken(p.display(filepath.Join(p.content, filepath.FromSlash(d.Path))))
		}
	}
	err = writeNew(p.content, name, []byte(text))
	if errors.Is(err, fs.ErrExist) {
		err = taken(shown)
	}
	return shown, err
}

// complete asks for what is not known of the incident.
func (o *NewOptions) complete(p project) error {
	services, ids := strings.Join(o.Services, ","), []string(nil)
	for _, v := range o.Settings.Services {
		ids = append(ids, v.ID)
	}
	return o.Ask.all(func() error {
		o.Services = Parts(services)
		_, _, err := newPostmortem(*o, p)
		return err
	},
		Question{"What failed, in a few words?", nil, &o.Title},
		Question{"Which services were affected?", ids, &services},
		Question{"When did it begin? 2026-03-03 14:05", nil, &o.Start},
		Question{"How severe was it?", o.Settings.Severities, &o.Severity},
	)
}

func newPostmortem(o NewOptions, p project) (name, text string, err error) {
	if o.Now, err = now(); err != nil {
		return "", "", err
	}
	if o.AsOf != "" {
		t, wrong := calendar.Parse(o.AsOf, o.Settings.DefaultZone())
		if wrong != nil {
			return "", "", &UsageError{fmt.Errorf("--as-of: %s", wrong.Message), wrong.Hint}
		}
		o.Now = time.Unix(t.Unix(), 0)
	}
	if o.Template, err = template(cmp.Or(o.TemplateName, o.Settings.Templates[o.Severity].Text, "full"), p); err != nil {
		return "", "", err
	}
	if name, text, err = scaffold.NewPostmortem(o.NewOptions); err != nil {
		return "", "", &UsageError{Err: err}
	}
	return name, text, nil
}

// template reads a template of the archive, else one that comes with the program.
func template(name string, p project) (string, error) {
	root, err := os.OpenRoot(p.content)
	if err != nil {
		return "", err
	}
	defer root.Close() // it was only read
	file := path.Join("_templates", name+".md")
	data, err := root.ReadFile(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return string(data), err
	}
	text, ok := scaffold.Template(name)
	if !ok {
		err := fmt.Errorf("there is no template %q, which would be %s", name, p.display(filepath.Join(p.content, file)))
		return "", &UsageError{err, "Write that file, or take one that comes with the program: full, short or stpa."}
	}
	return text, nil
}

func taken(shown string) error {
	return &UsageError{fmt.Errorf("%s exists already", shown), "Edit that file, or choose another title."}
}

// ofSettings keeps what is wrong with the archive's settings, or with the
// archive as a whole.
func ofSettings(list diag.List) (kept diag.List) {
	for _, d := range list {
		if path.Ext(d.File) != ".md" && d.Severity == diag.Error && (d.Code == diag.ArchiveMissing || strings.HasPrefix(path.Base(d.File), "archive.")) {
			kept.Add(d)
		}
	}
	return kept
}

// writeNew writes a file that must not exist below a folder, and makes the
// folders that hold it. It never leaves the folder.
func writeNew(dir, name string, data []byte) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close() // nothing is written through it any more
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
