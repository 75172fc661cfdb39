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
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// theirs ends the name of a file that holds the source's side of a conflict.
const theirs = ".theirs.md"

// An archive is what is imported into, looked through.
type archive struct {
	existing Existing
	settings *settings.Settings
	origins  map[string]origin // by format and id
	taken    map[string]bool   // collision keys of paths
	used     []string          // ids of services that files name
	next     map[string]int    // the number to try next where many files would have one name
	bare     map[string]string // text of files without front matter, and their paths
}

// An origin is a file that an earlier import wrote.
type origin struct{ path, text, hash string }

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
	a := &archive{existing: existing, settings: s, origins: map[string]origin{}, taken: map[string]bool{}, bare: map[string]string{}, next: map[string]int{}}
	limits := frontmatter.Limits{Bytes: 1 << 20, Depth: 64, Keys: 10_000}
	for _, name := range slices.Sorted(maps.Keys(existing.Files)) {
		a.taken[urls.CollisionKey(name)] = true
		if strings.HasSuffix(name, theirs) {
			continue
		}
		text := existing.Files[name]
		if _, _, ok := frontmatter.Split(diag.NewSource(name, text), limits); !ok {
			a.bare[decode([]byte(text))] = name
		}
		root, _, _ := frontmatter.Parse(diag.NewSource(name, text), limits)
		if f, ok := root.Get("imported"); ok {
			from, _ := f.Value.Get("from")
			id, _ := f.Value.Get("id")
			hash, _ := f.Value.Get("hash")
			key := originKey(from.Value.Text, id.Value.Text)
			if _, twice := a.origins[key]; !twice {
				a.origins[key] = origin{name, text, hash.Value.Text}
			}
		}
		for _, id := range servicesOf(root) {
			if !slices.Contains(a.used, id) {
				a.used = append(a.used, id)
			}
		}
	}
	return a, nil
}

// servicesOf are the ids of the services that front matter names, in a list or as a text.
func servicesOf(root frontmatter.Node) (ids []string) {
	for _, key := range []string{"services", "service"} {
		f, _ := root.Get(key)
		for _, item := range append(f.Value.Items, f.Value) {
			if item.Kind != frontmatter.Sequence && urls.CheckSlug(item.Text) == nil {
				ids = append(ids, item.Text)
			}
		}
	}
	return ids
}

// reconcile compares what the sources say with what the archive holds.
func reconcile(j *Job, format string, a *archive) (Plan, Report) {
	report := Report{Format: format, Items: []Item{}, Services: []string{}}
	plan := Plan{}
	ids, added := j.services()
	plan.addSettings(a, added, &report)
	for _, in := range j.incidents {
		in.resolve(ids, a.settings.Limits.Tags)
		text := in.write(format, a.settings.Limits)
		item := Item{Source: in.Source, ID: in.ID, Title: in.Title}
		old, known := a.origins[originKey(format, in.ID)]
		bare, here := a.bare[in.Raw]
		switch {
		case known:
			plan.again(a, old, text, &item)
		case here && in.Raw != "" && !in.Date.IsZero():
			// The source is a file of the archive itself: it gets its front matter where it is.
			item.File, item.Outcome = bare, Updated
			plan.Files = append(plan.Files, PlannedFile{Path: bare, Text: text, Replaces: a.existing.Files[bare]})
		default:
			item.File, item.Outcome = a.place(in, j.Options.Into), Created
			plan.Files = append(plan.Files, PlannedFile{Path: item.File, Text: text})
		}
		if in.Date.IsZero() && (item.Outcome == Created || item.Outcome == Updated) {
			item.Outcome, item.Reason = Incomplete, "the source has no date; add date: and take the underscore from the file's name"
		}
		item.Notes = append([]Note{{Taken, "", in.taken()}}, in.notes...)
		report.Items = append(report.Items, item)
	}
	report.Items = append(report.Items, j.items...)
	slices.SortFunc(plan.Files, func(x, y PlannedFile) int { return strings.Compare(x.Path, y.Path) })
	return plan, report
}

// again decides about a file that an earlier import wrote.
func (p *Plan) again(a *archive, old origin, text string, item *Item) {
	item.File = old.path
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
		report.Notes = append(report.Notes, Note{Suspicious, "services", err.Error()})
		return
	}
	for _, s := range added {
		report.Services = append(report.Services, s.ID)
	}
	p.Files = append(p.Files, PlannedFile{Path: a.existing.SettingsFile, Text: text, Replaces: a.existing.SettingsText})
}

// place finds a free name for a new file: its year and its title.
func (a *archive) place(in *Incident, into string) string {
	folder, began := into, in.began()
	if !began.IsZero() {
		folder = path.Join(into, began.Format("2006"))
	}
	mark := ""
	if in.Date.IsZero() {
		mark = "_"
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
			file := path.Join(folder, mark+name+".md")
			// The same name with and without the mark would meet once it is taken off.
			plain := urls.CollisionKey(path.Join(folder, name+".md"))
			bundle := urls.CollisionKey(path.Join(folder, name, "index.md"))
			if !a.taken[plain] && !a.taken[bundle] && !a.taken[urls.CollisionKey(path.Join(folder, "_"+name+".md"))] {
				a.taken[plain], a.taken[urls.CollisionKey(file)] = true, true
				return file
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
		n         int
		one, many string
	}{
		{len(in.Windows), "window", "windows"}, {len(in.Timeline), "message", "messages"}, {len(in.Services), "service", "services"},
		{len(in.Causes), "cause", "causes"}, {len(in.Tags), "tag", "tags"}, {len(in.Actions), "action", "actions"}, {len(in.Sources), "source", "sources"},
		{prose.Runes(strings.TrimSpace(in.Body)), "character of text", "characters of text"},
	} {
		if c.n == 1 {
			parts = append(parts, "1 "+c.one)
		} else if c.n > 1 {
			parts = append(parts, strconv.Itoa(c.n)+" "+c.many)
		}
	}
	return strings.Join(parts, ", ")
}
