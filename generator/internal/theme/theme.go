package theme

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
	"afterword/themes"
)

// A Layout names the file that draws a kind of page: "home" is layouts/home.html.
type Layout string

// base is the layout around all others.
const base = "baseof"

// covered begins the names of those partials of the default theme that another
// file replaces.
const covered = "default/partials/"

// Options say where files are looked up.
type Options struct {
	Base urls.Base
	// Name is that of the theme or its absolute path, and Folder where it is. A folder that does
	// not exist is an error, unless the theme is the default.
	Name, Folder string
	// Required are the layouts that there must be; each is given the struct of package
	// site that themes/README.md names.
	Required []Layout
	// Layouts and Assets are the archive's own, and Style is what its settings add.
	Layouts, Assets []scan.File
	Style           settings.Style
	// Display is what diagnostics print for the archive's folder.
	Display string
}

// shown is the theme's folder as it is printed.
func (o Options) shown() string {
	if filepath.IsAbs(o.Name) {
		return filepath.ToSlash(o.Name)
	}
	return path.Join("themes", o.Name)
}

// Default is the theme that is part of the binary.
const Default = "default"

// A Theme renders pages. It is immutable and safe for concurrent use.
type Theme struct {
	layouts  map[Layout]drawing
	partials map[string]drawing // those of pieces, by the name that templates have
	assets   []Asset
	files    map[string]file // the layouts, by that name
}

// Load parses the layouts and reads the assets. Errors in them are in the
// list, and the theme is fit for use only if that holds no errors.
func Load(o Options) (*Theme, diag.List) {
	stack, heads, list := gather(o)
	if list.Errors() > 0 {
		return nil, list
	}
	t := &Theme{layouts: map[Layout]drawing{}, partials: map[string]drawing{}, files: map[string]file{}}
	var unreadable diag.List
	t.assets, unreadable = fingerprint(stack, heads)
	list.Add(unreadable...)
	functions := t.functions(o.Base)

	common := template.New("").Funcs(functions)
	for _, f := range stack {
		if name, ok := strings.CutPrefix(f.path, "layouts/"); ok {
			t.files[name] = f
			if strings.HasPrefix(name, "partials/") || strings.HasPrefix(name, covered) || name == base+".html" {
				if _, err := common.New(name).Parse(f.text); err != nil {
					list.Add(t.diagnostic(err, f))
				}
			}
		}
	}
	for _, layout := range o.Required {
		name := string(layout) + ".html"
		n := slices.IndexFunc(stack, func(f file) bool { return f.path == "layouts/"+name })
		if n < 0 {
			list.Add(diag.Diagnostic{Code: diag.ThemeMissing, File: path.Join(o.shown(), "layouts", name), Message: "the theme has no layout " + name, Hint: "Add the file."})
			continue
		}
		set, err := common.Clone()
		if err == nil {
			_, err = set.New(name).Parse(stack[n].text)
		}
		if err != nil {
			list.Add(t.diagnostic(err, stack[n]))
			continue
		}
		t.layouts[layout] = newDrawing(set, base+".html", functions)
	}
	for _, partial := range common.Templates() {
		if name := partial.Name(); strings.HasPrefix(name, "partials/") {
			t.partials[name] = newDrawing(common, name, functions)
		}
	}
	return t, list
}

// templateError is how html/template and text/template begin their messages.
var templateError = regexp.MustCompile(`^(?:html/)?template: ?([^:]+?)(?::(\d+))?(?::\d+)?: (.*)$`)

// diagnostic places an error of a template in its file.
func (t *Theme) diagnostic(err error, f file) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.ThemeTemplate, File: f.shown, Message: err.Error()}
	d.Hint = templateHint(err.Error())
	m := templateError.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0])
	if m == nil {
		return d
	}
	own, ok := t.files[m[1]]
	if !ok {
		own = f
	}
	if of, broken := t.unfinished(); own.builtin && broken {
		own, m[2] = of, "" // what it leaves open the theme's file trips over
	}
	d.File, d.Message = own.shown, m[3]
	if d.Line, _ = strconv.Atoi(m[2]); d.Line == 0 { // the expression matches digits or nothing
		return d
	}
	// The engine reports the line only, so all of it is marked.
	d.Excerpt = diag.NewSource(own.shown, own.text).Line(d.Line)
	line := strings.TrimSpace(d.Excerpt)
	d.Column = utf8.RuneCountInString(d.Excerpt[:strings.Index(d.Excerpt, line)]) + 1
	d.Length = utf8.RuneCountInString(line)
	return d
}

// unfinished finds a partial of the archive's or of another theme that cannot stand alone: it leaves a tag, a
// quote or the like open, or closes it in one of two branches only.
func (t *Theme) unfinished() (file, bool) {
	for _, name := range slices.Sorted(maps.Keys(t.partials)) {
		f := t.files[name]
		err := t.partials[name].set.ExecuteTemplate(io.Discard, name, nil)
		if of, ok := errors.AsType[*template.Error](err); ok && !f.builtin && of.ErrorCode != template.OK {
			return f, true
		}
	}
	return file{}, false
}

// templateHint helps with what goes wrong most.
func templateHint(message string) string {
	switch {
	case strings.Contains(message, "unexpected EOF"):
		return "An {{if}}, {{range}}, {{with}}, {{block}} or {{define}} lacks its {{end}}."
	case strings.Contains(message, "unexpected {{end}}"):
		return "There is one {{end}} too many."
	case strings.Contains(message, "not defined"):
		return "themes/README.md lists the functions."
	case strings.Contains(message, "can't evaluate field"):
		return "themes/README.md lists what each layout is given."
	case strings.Contains(message, "attribute name"), strings.Contains(message, "unquoted"), strings.Contains(message, "non-text context"):
		return "A quote or a tag is left open, here or in a layout that is drawn within this one."
	case strings.Contains(message, "no such template"):
		return "Partials are in layouts/partials/ and are named as in {{template \"partials/row.html\" .}}."
	}
	return ""
}

// A file is one of the stack.
type file struct {
	path  string // "layouts/home.html", "assets/site.css"
	shown string // as it is printed
	text  string
	// builtin says that the file is part of the binary.
	builtin bool
}

// gather reads the stack, topmost files only, by path; and every head.css of it, from below.
func gather(o Options) (stack, heads []file, list diag.List) {
	top := map[string]file{}
	add := func(f file) {
		if f.path == head {
			same := func(other file) bool { return other.shown == f.shown }
			heads = append(slices.DeleteFunc(heads, same), f) // a folder hides the program's theme of its name
			return
		}
		if below, ok := top[f.path]; ok && strings.HasPrefix(f.path, "layouts/partials/") && below.builtin {
			top["layouts/default/"+strings.TrimPrefix(f.path, "layouts/")] = below
		}
		top[f.path] = f
	}
	walk(themes.FS(), Default, "themes/"+Default, func(f file) { f.builtin = true; add(f) }, &list)
	builtin := slices.Contains(themes.Names(), o.Name)
	if builtin && o.Name != Default {
		walk(themes.FS(), o.Name, "themes/"+o.Name, add, &list)
	}
	if info, err := os.Stat(o.Folder); err == nil && info.IsDir() {
		root, err := os.OpenRoot(o.Folder)
		if err != nil {
			list.Add(unreadable(o.Folder, err))
		} else {
			walk(root.FS(), ".", o.shown(), add, &list)
			if err := root.Close(); err != nil {
				list.Add(unreadable(o.Folder, err))
			}
		}
	} else if !builtin {
		list.Add(diag.Diagnostic{
			Code: diag.ThemeMissing, File: o.shown(), Message: fmt.Sprintf("there is no theme %q", o.Name),
			Hint: "A theme is a folder under themes/ beside the archive, or one of the program's: " + strings.Join(themes.Names(), ", ") + ".",
		})
	}
	if o.Style != (settings.Style{}) {
		add(file{path: head, shown: "archive.yaml", text: generated(o.Style)})
	}
	for _, own := range slices.Concat(o.Layouts, o.Assets) {
		text, err := own.Bytes()
		if err != nil {
			list.Add(unreadable(path.Join(o.Display, own.Path), err))
			continue
		}
		add(file{path: own.Path, shown: path.Join(o.Display, own.Path), text: string(text)})
	}
	stack = make([]file, 0, len(top))
	for name, f := range top {
		f.path = name
		stack = append(stack, f)
	}
	slices.SortFunc(stack, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return stack, heads, list
}

// walk adds the layouts and assets of one theme.
func walk(fsys fs.FS, dir, shown string, add func(file), list *diag.List) {
	for _, kind := range []string{"layouts", "assets"} {
		err := fs.WalkDir(fsys, path.Join(dir, kind), func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
				return err
			}
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			rel := strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
			add(file{path: rel, shown: path.Join(shown, rel), text: string(data)})
			return nil
		})
		if err != nil {
			list.Add(unreadable(path.Join(shown, kind), err))
		}
	}
}

func unreadable(name string, err error) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.FileUnreadable, File: name, Message: "cannot be read: " + err.Error()}
}
