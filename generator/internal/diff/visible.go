package diff

import (
	"maps"
	"slices"
	"strings"
)

// An Edition is what one edition of an archive shows: the texts of its reports and pages, by file.
type Edition struct {
	ID    string
	Texts map[string]string
}

// Visible is what readers of an edition can read of a file that was hidden from them before.
// Nothing of it is quoted.
type Visible struct {
	Edition string `json:"edition"`
	File    string `json:"file"`
	// Lines are the lines of the file; none where all of it was hidden.
	Lines []int `json:"lines,omitempty"`
}

// visible lists, for each edition but the last, what was in the archive before, hidden from that
// edition, and is not hidden from it now. What is new to the whole archive was never hidden.
func visible(before, after State) []Visible {
	list := []Visible{}
	if len(before.Editions) == 0 || len(after.Editions) == 0 {
		return list
	}
	all, now := before.Editions[len(before.Editions)-1].Texts, after.Editions[len(after.Editions)-1].Texts
	for _, e := range after.Editions[:len(after.Editions)-1] {
		n := slices.IndexFunc(before.Editions, func(b Edition) bool { return b.ID == e.ID })
		if n < 0 {
			continue // an edition that nobody could read before
		}
		for _, file := range slices.Sorted(maps.Keys(e.Texts)) {
			old, known := all[file]
			if !known {
				continue
			}
			shown, ok := before.Editions[n].Texts[file]
			if !ok {
				list = append(list, Visible{Edition: e.ID, File: after.Display + "/" + file})
			} else if lines := uncovered(e.Texts[file], shown, old, now[file]); len(lines) > 0 {
				list = append(list, Visible{e.ID, after.Display + "/" + file, lines})
			}
		}
	}
	return list
}

// uncovered are the lines of now that shown has, was did not have, and old did.
func uncovered(shown, was, old, now string) (lines []int) {
	visible, seen, there := linesOf(shown), linesOf(was), linesOf(old)
	for n, line := range strings.Split(now, "\n") {
		if line = strings.TrimSpace(line); line != "" && visible[line] && !seen[line] && there[line] {
			lines = append(lines, n+1)
		}
	}
	return lines
}

func linesOf(text string) map[string]bool {
	lines := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		lines[strings.TrimSpace(line)] = true
	}
	return lines
}
