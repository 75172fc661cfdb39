package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
)

// A NoteKind says what became of a part of a source.
type NoteKind string

const (
	// Taken is what the file holds as the source has it.
	Taken NoteKind = "taken"
	// Guessed is what had to be inferred, and how.
	Guessed NoteKind = "guessed"
	// Dropped is what the file does not hold.
	Dropped NoteKind = "dropped"
	// Suspicious is what contradicts itself or is not likely to be true.
	Suspicious NoteKind = "suspicious"
)

// A Note is one remark about one part of a source.
type Note struct {
	Kind  NoteKind `json:"kind"`
	Field string   `json:"field,omitempty"` // the key of front matter, or "body"
	Text  string   `json:"text"`
}

// An Outcome says what the import does with an incident.
type Outcome string

const (
	// Created is a file that was not there.
	Created Outcome = "created"
	// Updated is a file that nobody has edited, written anew since its source changed.
	Updated Outcome = "updated"
	// Unchanged is a file that is as it would be written.
	Unchanged Outcome = "unchanged"
	// Kept is a file that somebody has edited and whose source has not changed.
	Kept Outcome = "kept"
	// Conflict is a file that somebody has edited and whose source has changed
	// too: the file stays, and the new text is put beside it.
	Conflict Outcome = "conflict"
	// Incomplete is a file that lacks what the archive requires; its name begins
	// with "_", so that the generator passes over it.
	Incomplete Outcome = "incomplete"
	// Skipped is a part of a source that becomes no file; Reason says why.
	Skipped Outcome = "skipped"
)

// An Item is what became of one incident of a source.
type Item struct {
	Source  string  `json:"source"`
	ID      string  `json:"id,omitempty"`
	Title   string  `json:"title,omitempty"`
	File    string  `json:"file,omitempty"` // within the archive
	Outcome Outcome `json:"outcome"`
	Reason  string  `json:"reason,omitempty"` // of Skipped, Conflict and Incomplete
	Theirs  string  `json:"theirs,omitempty"` // of a Conflict: the file that holds the new text
	Notes   []Note  `json:"notes,omitempty"`
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

// Doubtful reports whether anything needs a person: a conflict, a part that was
// skipped, a file to complete, something suspicious. With --strict the command fails then.
func (r Report) Doubtful() bool {
	suspicious := func(n Note) bool { return n.Kind == Suspicious }
	return slices.ContainsFunc(r.Notes, suspicious) || slices.ContainsFunc(r.Items, func(item Item) bool {
		return item.Outcome == Skipped || item.Outcome == Conflict || item.Outcome == Incomplete || slices.ContainsFunc(item.Notes, suspicious)
	})
}

// WriteJSON writes the report for programs.
func (r Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteText writes the report for people: every incident with what is not
// as its source has it, then the sums. Without all, incidents of which there is nothing to say are only counted.
func (r Report) WriteText(w io.Writer, all bool) error {
	var b strings.Builder
	for _, item := range r.Items {
		remarks := item.Reason != "" || slices.ContainsFunc(item.Notes, func(n Note) bool { return n.Kind != Taken })
		if !all && !remarks {
			continue
		}
		fmt.Fprintf(&b, "%s: %s", diag.Visible(cmp.Or(item.File, item.Source)), item.Outcome)
		if item.Title != "" {
			fmt.Fprintf(&b, ": %s", diag.Visible(item.Title))
		}
		b.WriteByte('\n')
		if item.File != "" {
			fmt.Fprintf(&b, "  from        %s\n", diag.Visible(item.Source))
		}
		if item.Reason != "" {
			fmt.Fprintf(&b, "  why         %s\n", diag.Visible(item.Reason))
		}
		writeNotes(&b, item.Notes, all)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "%s: %s\n", n.Kind, diag.Visible(n.Text))
	}
	if len(r.Services) > 0 {
		fmt.Fprintf(&b, "services added: %s\n", diag.Visible(strings.Join(r.Services, ", ")))
	}
	var sums []string
	for _, o := range []Outcome{Created, Updated, Unchanged, Kept, Conflict, Incomplete, Skipped} {
		if n := r.Count(o); n > 0 {
			sums = append(sums, fmt.Sprintf("%d %s", n, o))
		}
	}
	if len(sums) == 0 {
		sums = []string{"nothing found"}
	}
	fmt.Fprintf(&b, "%s: %s\n", r.Format, strings.Join(sums, ", "))
	_, err := io.WriteString(w, b.String())
	return err
}

func writeNotes(b *strings.Builder, notes []Note, all bool) {
	for _, kind := range []NoteKind{Taken, Guessed, Dropped, Suspicious} {
		for _, n := range notes {
			if n.Kind != kind || kind == Taken && !all {
				continue
			}
			field := ""
			if n.Field != "" {
				field = n.Field + ": "
			}
			fmt.Fprintf(b, "  %-11s %s\n", n.Kind, diag.Visible(field+n.Text))
		}
	}
}
