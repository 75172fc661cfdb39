package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/importer/facts"
	"afterword/generator/internal/importer/prose"
)

// A NoteKind says what became of a part of a source.
type NoteKind string

// The kinds of notes, in the order of the report.
const (
	Taken      NoteKind = "taken"      // what the file holds as the source has it
	Guessed    NoteKind = "guessed"    // what had to be inferred, and how
	Dropped    NoteKind = "dropped"    // what the file does not hold
	Suspicious NoteKind = "suspicious" // what contradicts itself or is not likely to be true
)

// A Note is one remark about one part of a source.
type Note struct {
	Kind  NoteKind `json:"kind"`
	Field string   `json:"field,omitempty"` // the key of front matter, or "body"
	Text  string   `json:"text"`

	group string // what notes of one kind have in common
}

// An Outcome says what the import does with an incident.
type Outcome string

// The outcomes. Of a conflict the file stays, and the new text is put beside it.
const (
	Created   Outcome = "created"   // a file that was not there
	Updated   Outcome = "updated"   // a file that nobody has edited, written anew since its source changed
	Unchanged Outcome = "unchanged" // a file that is as it would be written
	Kept      Outcome = "kept"      // a file that somebody has edited and whose source has not changed
	Conflict  Outcome = "conflict"  // a file that somebody has edited and whose source has changed, too
	Gone      Outcome = "gone"      // a file whose source is no longer among those of its folder; it stays
	Skipped   Outcome = "skipped"   // a part of a source that becomes no file; Reason says why
)

// An Item is what became of one incident of a source.
type Item struct {
	Source  string       `json:"source"`
	ID      string       `json:"id,omitempty"`
	Title   string       `json:"title,omitempty"`
	File    string       `json:"file,omitempty"` // within the archive
	Outcome Outcome      `json:"outcome"`
	Reason  string       `json:"reason,omitempty"` // of Skipped, Conflict, Gone and of what the archive holds already
	Theirs  string       `json:"theirs,omitempty"` // of a Conflict: the file that holds the new text
	Notes   []Note       `json:"notes,omitempty"`
	Facts   []facts.Fact `json:"facts,omitempty"` // of a report in prose: what it states, and where

	group string // what reasons of one kind have in common
}

// A Report says what an import made of its sources: per incident what was
// taken, guessed and dropped, and what looks wrong.
type Report struct {
	Format   string   `json:"format"`
	Items    []Item   `json:"items"`
	Services []string `json:"services_added"`  // ids added to the settings
	Notes    []Note   `json:"notes,omitempty"` // about the import as a whole
}

// Count counts the items of an outcome.
func (r Report) Count(o Outcome) (n int) {
	for _, item := range r.Items {
		if item.Outcome == o {
			n++
		}
	}
	return n
}

// Taken counts what the archive holds now of the sources.
func (r Report) Taken() int { return len(r.Items) - r.Count(Skipped) - r.Count(Gone) }

// Doubtful reports whether anything needs a person: a conflict, a part that was
// skipped, something suspicious. With --strict the command fails then.
func (r Report) Doubtful() bool {
	suspicious := func(n Note) bool { return n.Kind == Suspicious }
	return slices.ContainsFunc(r.Notes, suspicious) || slices.ContainsFunc(r.Items, func(item Item) bool {
		return item.Outcome == Skipped || item.Outcome == Conflict || slices.ContainsFunc(item.Notes, suspicious)
	})
}

// WriteJSON writes the report for programs.
func (r Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteText writes the report for people: every incident with what is not as its
// source has it, then the sums.
func (r Report) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, item := range r.Items {
		item.write(&b, nil)
	}
	r.writeSums(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// write writes what became of an incident, with some of its facts.
func (item Item) write(b *strings.Builder, stated []facts.Fact) {
	fmt.Fprintf(b, "%s: %s", diag.Visible(cmp.Or(item.File, item.Source)), item.Outcome)
	if item.Title != "" {
		fmt.Fprintf(b, ": %s", diag.Visible(item.Title))
	}
	b.WriteByte('\n')
	if item.File != "" && item.Source != "" {
		fmt.Fprintf(b, "  from        %s\n", diag.Visible(item.Source))
	}
	if item.Reason != "" {
		fmt.Fprintf(b, "  why         %s\n", diag.Visible(item.Reason))
	}
	for _, f := range stated {
		fmt.Fprintf(b, "  %s: %s\n", f.Field, diag.Visible(f.Value))
		for i, n := range f.Lines {
			place := fmt.Sprintf("line %d", n)
			if n == 0 {
				place = "the name"
			}
			fmt.Fprintf(b, "    %-9s %s\n", place, prose.Cut(diag.Visible(prose.OneLine(f.Text[i])), 120))
		}
	}
	for _, kind := range []NoteKind{Taken, Guessed, Dropped, Suspicious} {
		for _, n := range item.Notes {
			if n.Kind == kind {
				fmt.Fprintf(b, "  %-11s %s\n", n.Kind, diag.Visible(n.said()))
			}
		}
	}
}

func (n Note) said() string {
	if n.Field != "" {
		return n.Field + ": " + n.Text
	}
	return n.Text
}

// writeSums writes what concerns the import as a whole.
func (r Report) writeSums(b *strings.Builder) {
	for _, n := range r.Notes {
		fmt.Fprintf(b, "%s: %s\n", n.Kind, diag.Visible(n.Text))
	}
	if len(r.Services) > 0 {
		fmt.Fprintf(b, "services added: %s\n", diag.Visible(strings.Join(r.Services, ", ")))
	}
	var sums []string
	for _, o := range []Outcome{Created, Updated, Unchanged, Kept, Conflict, Gone, Skipped} {
		if n := r.Count(o); n > 0 {
			sums = append(sums, fmt.Sprintf("%d %s", n, o))
		}
	}
	if len(sums) == 0 {
		sums = []string{"nothing found"}
	}
	fmt.Fprintf(b, "%s: %s\n", r.Format, strings.Join(sums, ", "))
}

// digestLines bounds the lines of a digest.
const digestLines = 40

// A remark is one thing that is said of some incidents.
type remark struct {
	kind, text string // of the first of them
	where      []string
}

// remarks gathers what is said of the incidents, by kinds of notes and reasons:
// what needs a person first, then what is said most often.
func (r Report) remarks() (all []remark) {
	at := map[string]int{}
	rank := map[string]int{string(Conflict): 0, string(Skipped): 1, string(Suspicious): 2, string(Dropped): 3, string(Gone): 4, string(Guessed): 5}
	add := func(kind, group, text, where string) {
		if _, shown := rank[kind]; !shown {
			return
		}
		key := kind + "\x00" + group
		i, known := at[key]
		if !known {
			i, at[key] = len(all), len(all)
			all = append(all, remark{kind: kind, text: text})
		}
		if n := len(all[i].where); n == 0 || all[i].where[n-1] != where {
			all[i].where = append(all[i].where, where)
		}
	}
	for _, item := range r.Items {
		where := cmp.Or(item.File, item.Source)
		add(string(item.Outcome), item.group, item.Reason, where)
		for _, n := range item.Notes {
			add(string(n.Kind), n.Field+"\x00"+n.group, n.said(), where)
		}
	}
	slices.SortStableFunc(all, func(a, b remark) int {
		return cmp.Or(cmp.Compare(rank[a.kind], rank[b.kind]), -cmp.Compare(len(a.where), len(b.where)))
	})
	return all
}

// WriteDigest writes the report in 40 lines at most: what needs a look, of each
// kind the first with how many there are, and the sums.
func (r Report) WriteDigest(w io.Writer) error {
	var b, sums strings.Builder
	r.writeSums(&sums)
	room := digestLines - strings.Count(sums.String(), "\n") - 1
	all := r.remarks()
	for _, m := range all[:min(len(all), max(0, room))] {
		text := m.where[0] + ": " + m.text
		if n := len(m.where); n > 1 {
			text = fmt.Sprintf("%d times: %s (%s, %s)", n, m.text, m.where[0], "and others")
		}
		fmt.Fprintf(&b, "%-11s %s\n", m.kind, prose.Cut(diag.Visible(prose.OneLine(text)), 240))
	}
	if left := len(all) - room; left > 0 {
		fmt.Fprintf(&b, "and %d remarks of other kinds; --verbose lists all of them\n", left)
	} else if len(all) > 0 {
		b.WriteString("--verbose lists each incident, --explain FILE the lines that its facts come from\n")
	}
	_, err := io.WriteString(w, b.String()+sums.String())
	return err
}

// Explain writes the facts of one incident, named by its source or its file,
// each with the lines that it comes from. It reports whether there is one.
func (r Report) Explain(w io.Writer, name string) (found bool, err error) {
	var b strings.Builder
	for _, item := range r.Items {
		if !strings.HasSuffix("/"+item.Source, "/"+name) && !strings.HasSuffix("/"+item.File, "/"+name) {
			continue
		}
		found = true
		item.write(&b, item.Facts)
	}
	_, err = io.WriteString(w, b.String())
	return found, err
}
