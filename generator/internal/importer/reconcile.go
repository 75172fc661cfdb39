package importer

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// theirs ends the name of a file that holds the source's side of a conflict.
const theirs = ".theirs.md"

// An archive is what is imported into, looked through.
type archive struct {
	existing Existing
	settings *settings.Settings
	origins  map[string]*origin // by format and id
	taken    map[string]bool    // collision keys of paths
	used     []string           // ids of services that files name
	next     map[string]int     // the number to try next where many files would have one name
	bare     map[string]string  // text of files without front matter, and their paths
	memory   *Memory
	aliases  map[string]bool // addresses that are taken
}

// An origin is a file that an earlier import wrote.
type origin struct {
	path, text, hash  string
	id, title, source string // source is the digest of the text that it came from, "" of no file of its own
	format            string
	seen              bool
}

// A SettingsError is the error of an archive whose settings have errors.
type SettingsError struct {
	Diagnostics diag.List // sorted, with an error at least; their file is relative to the archive
}

func (e *SettingsError) Error() string {
	return e.Diagnostics[0].File + " has errors; fix them and import again"
}

func originKey(format, id string) string { return format + "\x00" + id }

func readArchive(existing Existing) (*archive, error) {
	if existing.SettingsFile == "" {
		existing.SettingsFile = "archive.yaml"
	}
	s, list := existing.settings()
	if list.Errors() > 0 {
		return nil, &SettingsError{list.Sorted()}
	}
	memory, list := readMemory(existing.Remembered)
	if list.Errors() > 0 {
		return nil, &SettingsError{list.Sorted()}
	}
	a := &archive{existing: existing, settings: s, memory: memory, aliases: map[string]bool{}, origins: map[string]*origin{}, taken: map[string]bool{}, bare: map[string]string{}, next: map[string]int{}}
	for _, name := range slices.Sorted(maps.Keys(existing.Files)) {
		a.taken[urls.CollisionKey(name)] = true
		if strings.HasSuffix(name, theirs) {
			continue
		}
		text := existing.Files[name]
		if _, _, ok := frontmatter.Split(diag.NewSource(name, text), settingsLimits); !ok {
			a.bare[decode([]byte(text))] = name
		}
		root, _, _ := frontmatter.Parse(diag.NewSource(name, text), settingsLimits)
		if from := lenient.Member(root, "imported"); from.Kind == frontmatter.Mapping {
			member := func(key string) string { return lenient.Text(from, key) }
			o := &origin{path: name, text: text, hash: member("hash"), id: member("id"), title: lenient.Text(root, "title"), source: member("source"), format: member("from")}
			if key := originKey(o.format, o.id); a.origins[key] == nil {
				a.origins[key] = o
			}
		} else {
			for _, alias := range lenient.Texts(root, "aliases") {
				a.aliases[urls.CollisionKey(alias)] = true
			}
		}
		for _, id := range lenient.Texts(root, "services", "service") {
			if urls.CheckSlug(id) == nil && !slices.Contains(a.used, id) {
				a.used = append(a.used, id)
			}
		}
	}
	return a, nil
}

// origin finds the file that an earlier import wrote of an incident. One whose
// source has been renamed is known by its text, or by a title that no other has.
func (a *archive) origin(format string, in *Incident, current map[string]bool) *origin {
	o := a.origins[originKey(format, in.ID)]
	if o == nil && in.input.Text != "" {
		for _, key := range slices.Sorted(maps.Keys(a.origins)) {
			old := a.origins[key]
			if old.format != format || old.source == "" || old.seen || current[old.id] {
				continue
			}
			if old.source == in.digest() || o == nil && old.title == in.Title {
				o = old
			}
		}
		if o != nil {
			in.Note(Guessed, "", "its source was called %s before", o.id)
			in.ID = o.id
		}
	}
	if o != nil {
		o.seen = true
	}
	return o
}

// reconcile compares what the sources say with what the archive holds.
func reconcile(j *Job, format string, a *archive) (Plan, Report) {
	report := Report{Format: format, Items: []Item{}, Services: []string{}, Notes: j.notes}
	plan := Plan{}
	ids, added := j.services()
	plan.addSettings(a, added, &report)
	plan.remember(a, format, &report)
	current, files := map[string]bool{}, map[string]*Incident{}
	for _, in := range j.incidents {
		current[in.ID] = true
	}
	// Every file has its place before the links between them are written.
	olds := make([]*origin, len(j.incidents))
	for i, in := range j.incidents {
		in.findAssets()
		in.edition = j.Choices.Edition
		olds[i] = a.origin(format, in, current)
		bare, here := a.bare[in.input.Text]
		switch {
		case olds[i] != nil:
			in.file = olds[i].path
		case here && in.input.Text != "":
			in.file = bare // the source is a file of the archive itself: it gets its front matter where it is
		default:
			in.file = a.place(in, j.Choices.Into)
		}
		if _, twice := files[in.input.Path]; in.input.Path != "" && !twice {
			files[in.input.Path] = in
		}
	}
	for i, in := range j.incidents {
		in.resolve(ids, a.settings.Limits.Tags)
		in.fitBody(files)
		a.freeAliases(in)
		text := in.write(format, a.settings.Limits)
		item := Item{Source: in.Source, ID: in.ID, Title: in.Title, File: in.file}
		if in.told != nil {
			item.Facts = in.told.Facts
		}
		before := a.existing.Files[in.file]
		switch {
		case olds[i] != nil:
			plan.again(a, *olds[i], text, &item)
		default:
			item.Outcome = Created
			if before != "" {
				item.Outcome = Updated
			}
			plan.Files = append(plan.Files, PlannedFile{Path: in.file, Text: text, Replaces: before})
		}
		plan.copies(a, in)
		item.Notes = append([]Note{{Kind: Taken, Text: in.taken()}}, in.notes...)
		report.Items = append(report.Items, item)
	}
	report.Items = append(report.Items, j.items...)
	for _, key := range slices.Sorted(maps.Keys(a.origins)) {
		if o := a.origins[key]; j.folders && o.format == format && o.source != "" && !o.seen {
			report.Items = append(report.Items, Item{ID: o.id, Title: o.title, File: o.path, Outcome: Gone, Reason: "its source is no longer in the folder; the file stays"})
		}
	}
	slices.SortFunc(plan.Files, func(x, y PlannedFile) int { return strings.Compare(x.Path, y.Path) })
	return plan, report
}

// freeAliases drops the old addresses that another report of the archive has.
func (a *archive) freeAliases(in *Incident) {
	in.Aliases = slices.DeleteFunc(in.Aliases, func(alias postmortem.Alias) bool {
		key := urls.CollisionKey(alias.Path)
		page := strings.Trim(alias.Path, "/")
		taken := a.aliases[key] || a.taken[urls.CollisionKey(page+".md")] || a.taken[urls.CollisionKey(page+"/index.md")]
		if taken {
			in.Note(Dropped, "aliases", "%s is the address of another report", alias.Path)
		}
		a.aliases[key] = true
		return taken
	})
}

// remember plans the file of what imports keep.
func (p *Plan) remember(a *archive, format string, report *Report) {
	if said := a.memory.choices[format].said(); said != "" {
		report.Notes = append(report.Notes, Note{Kind: Taken, Text: "this import and those after it use " + said + ", which " + MemoryFile + " keeps"})
	}
	if text := a.memory.write(); text != a.memory.text {
		p.Files = append(p.Files, PlannedFile{Path: MemoryFile, Text: text, Replaces: a.memory.text})
	}
}

// again decides about a file that an earlier import wrote.
func (p *Plan) again(a *archive, old origin, text string, item *Item) {
	now := fingerprint(text)
	edited := fingerprint(old.text) != old.hash
	switch {
	case now == old.hash && edited:
		item.Outcome = Kept
	case now == old.hash:
		item.Outcome = Unchanged
	case !edited || fingerprint(old.text) == now:
		item.Outcome = Updated
		p.Files = append(p.Files, PlannedFile{Path: old.path, Text: text, Replaces: old.text})
	default:
		item.Outcome = Conflict
		item.Theirs = theirsOf(old.path)
		item.Reason = "the file was edited and its source has changed: take what you want from " + item.Theirs +
			", copy the line hash: from it, and delete it"
		if before := a.existing.Files[item.Theirs]; before != text {
			p.Files = append(p.Files, PlannedFile{Path: item.Theirs, Text: text, Replaces: before})
		}
	}
}

// theirsOf names the file beside another that holds the source's side; the generator passes over it.
func theirsOf(name string) string {
	base := strings.TrimPrefix(strings.TrimSuffix(path.Base(name), path.Ext(name)), "_")
	return path.Join(path.Dir(name), "_"+base+theirs)
}

// addSettings plans the lines that the settings need.
func (p *Plan) addSettings(a *archive, added []settings.Service, report *Report) {
	if len(added) == 0 {
		return
	}
	all := added
	if !a.settings.Declared {
		// A list makes every service error that is not in it, so those in use come first.
		var used []settings.Service
		for _, id := range a.used {
			if !slices.ContainsFunc(added, func(s settings.Service) bool { return s.ID == id }) {
				used = append(used, settings.Service{ID: id})
			}
		}
		all = append(used, added...)
	}
	text, err := addServices(a, all)
	if err != nil {
		report.Notes = append(report.Notes, Note{Kind: Suspicious, Field: "services", Text: err.Error()})
		return
	}
	for _, s := range added {
		report.Services = append(report.Services, s.ID)
	}
	p.Files = append(p.Files, PlannedFile{Path: a.existing.SettingsFile, Text: text, Replaces: a.existing.SettingsText})
}

// place finds a free name for a new file: its year and its title. A report with
// files beside it gets a folder of its own.
func (a *archive) place(in *Incident, into string) string {
	folder, began := into, in.began()
	if !began.IsZero() {
		folder = path.Join(into, began.Format("2006"))
	}
	stem := cmp.Or(urls.ShortSlug(in.Title, 60), urls.ShortSlug(in.ID, 60))
	if urls.CheckName(stem) != nil {
		stem = "incident-" + stem
	}
	if urls.CheckName(stem) != nil {
		stem = "incident"
	}
	names := []string{stem}
	if !began.IsZero() {
		stem += "-" + began.Format("01-02")
		names = append(names, stem)
	}
	for {
		for _, name := range names {
			plain, bundle := path.Join(folder, name+".md"), path.Join(folder, name, "index.md")
			set := path.Join(folder, "_"+name+".md") // one that was set aside gets this name once it is completed
			if !a.taken[urls.CollisionKey(plain)] && !a.taken[urls.CollisionKey(bundle)] && !a.taken[urls.CollisionKey(set)] {
				a.taken[urls.CollisionKey(plain)] = true
				if len(in.assets) > 0 {
					return bundle
				}
				return plain
			}
		}
		count := path.Join(folder, stem)
		a.next[count] = max(2, a.next[count]+1)
		names = []string{stem + "-" + strconv.Itoa(a.next[count])}
	}
}

// taken says in one line what the file holds.
func (in *Incident) taken() string {
	parts := []string{"title"}
	for _, c := range []struct {
		n          int
		what, rest string
	}{
		{len(in.Windows), "window", ""}, {len(in.Timeline), "message", ""}, {len(in.Services), "service", ""}, {len(in.Causes), "cause", ""},
		{len(in.Tags), "tag", ""}, {len(in.Actions), "action", ""}, {len(in.Sources), "source", ""},
		{prose.Runes(strings.TrimSpace(in.Body)), "character", " of text"},
	} {
		if c.n > 1 {
			c.what += "s"
		}
		if c.n > 0 {
			parts = append(parts, strconv.Itoa(c.n)+" "+c.what+c.rest)
		}
	}
	return strings.Join(parts, ", ")
}
