package importer_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/facts"
)

// A said is what a line of a generated report says, as its author knows it.
type said struct {
	days   []string      // "2006-01-02"
	clocks []string      // "15:04"
	zone   string        // "UTC", "CET"
	length time.Duration // from the start
	nth    int           // "Day 2"
	words  string        // a status, a severity, a name
}

// A writer makes a report in prose line by line.
type writer struct {
	*rand.Rand
	lines []string
	truth map[int][]said // by line, from 1; 0 is the name of the file
}

func (w *writer) add(line string, s ...said) {
	w.lines = append(w.lines, line)
	w.truth[len(w.lines)] = s
}

func pick[T any](w *writer, list ...T) T { return list[w.IntN(len(list))] }

// day is a day and one of the ways in which people write it.
func (w *writer) day() (iso, written string) {
	t := time.Date(2019+w.IntN(4), time.Month(1+w.IntN(12)), 1+w.IntN(28), 0, 0, 0, 0, time.UTC)
	return t.Format(time.DateOnly), t.Format(pick(w, time.DateOnly, "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006"))
}

// clock is a time of day and one of the ways in which people write it.
func (w *writer) clock() (iso, written string) {
	t := time.Date(2000, 1, 1, w.IntN(24), w.IntN(60), 0, 0, time.UTC)
	return t.Format("15:04"), t.Format(pick(w, "15:04", "3:04 PM", "15:04"))
}

func (w *writer) zone() (zone, written string) {
	zone = pick(w, "", "UTC", "CET", "UTC")
	return zone, strings.TrimRight(" "+zone, " ")
}

// report writes a report whose days, clocks, zones and statuses may be anywhere, missing or contradictory.
func (w *writer) report() {
	w.add("# The queue stopped")
	w.add("")
	for range w.IntN(4) {
		d, written := w.day()
		w.add(pick(w, "**Date:** ", "Published: ", "Incident date: ", "- Reported: ", "Since ")+written, said{days: []string{d}})
	}
	if w.IntN(2) == 0 {
		s := pick(w, "SEV1", "major", "P2")
		w.add("Severity: "+s, said{words: s})
		w.add("Services affected: Queue, Mail", said{words: "Queue, Mail"})
	}
	for _, key := range []string{"Start", "End", "Detected at", "Resolved"} {
		if w.IntN(3) == 0 {
			d, day := w.day()
			c, clock := w.clock()
			z, zone := w.zone()
			if w.IntN(2) == 0 {
				w.add(key+": "+day+" "+clock+zone, said{days: []string{d}, clocks: []string{c}, zone: z})
			} else {
				w.add("**"+key+"**: "+clock+zone, said{clocks: []string{c}, zone: z})
			}
		}
	}
	if w.IntN(2) == 0 {
		n := time.Duration(1+w.IntN(300)) * time.Minute
		w.add(pick(w, "Duration: ", "Time to detection: ", "Time to recovery: ")+pick(w, fmt.Sprintf("%d minutes", int(n.Minutes())), fmt.Sprintf("%dh %dm", int(n.Hours()), int(n.Minutes())%60), "about two hours"), said{length: n})
	}
	w.add("")
	if w.IntN(3) == 0 {
		w.add("## Summary")
		w.add("")
		c1, from := w.clock()
		c2, to := w.clock()
		d, day := w.day()
		z, zone := w.zone()
		w.add("Between "+from+" and "+to+zone+" on "+day+" nobody could sign in.", said{days: []string{d}, clocks: []string{c1, c2}, zone: z})
		w.add("")
	}
	if w.IntN(4) == 0 {
		w.add("All times are in UTC.", said{zone: "UTC"})
		w.add("")
	}
	for n := range w.IntN(3) {
		d, day := w.day()
		z, zone := w.zone()
		switch w.IntN(4) {
		case 0:
			w.add("## Timeline ("+pick(w, "UTC", "CET")+")", said{zone: "UTC"}, said{zone: "CET"})
		case 1:
			w.add("## "+day+" – what happened", said{days: []string{d}})
		case 2:
			w.add(fmt.Sprintf("## Day %d", n+1), said{nth: n + 1})
		default:
			w.add("## Timeline")
		}
		w.add("")
		clocks := []string{}
		for range 2 + w.IntN(5) {
			c, _ := w.clock()
			clocks = append(clocks, c)
		}
		if w.IntN(3) > 0 {
			slices.Sort(clocks)
		}
		table := w.IntN(3) == 0
		if table {
			w.add("| Time | What |")
			w.add("|---|---|")
		}
		for i, c := range clocks {
			if !table && w.IntN(6) == 0 {
				d, day := w.day()
				w.add("**"+day+"**", said{days: []string{d}})
				w.add("")
			}
			text := fmt.Sprintf("event %d of %d", i, n)
			if table {
				w.add("| "+c+zone+" | "+text+" |", said{clocks: []string{c}, zone: z, words: text})
			} else {
				w.add("- "+c+zone+" "+text, said{clocks: []string{c}, zone: z, words: text})
			}
		}
		w.add("")
	}
	w.add(pick(w, "## Action items", "## Immediate actions (completed)", "## Findings"))
	w.add("")
	for i := range w.IntN(5) {
		text := fmt.Sprintf("task %d", i)
		w.add("- "+fmt.Sprintf(pick(w, "[ ] %s", "[x] %s", "✅ %s", "~~%s~~", "%s", "Done: %s", "%s (in progress)"), text), said{words: text})
	}
}

// TestNothingInvented imports generated reports in prose: whatever becomes front
// matter stands in the source, in the lines that the report of the import names.
func TestNothingInvented(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 7))
	windows, entries, actions := 0, 0, 0
	for n := range 1_500 {
		w := &writer{Rand: r, truth: map[int][]said{}}
		name := "notes"
		if r.IntN(4) == 0 {
			name = "2022-01-04-notes"
			w.truth[0] = []said{{days: []string{"2022-01-04"}}}
		}
		w.report()
		text := strings.Join(w.lines, "\n") + "\n"
		// Every fourth is a post: its front matter gives the title, and its lines begin further down.
		format, front := "markdown", ""
		if n%4 == 0 {
			format, front, name = "hugo", "---\ntitle: The queue stopped\n---\n", "notes"
			delete(w.truth, 0)
		}
		plan, report, err := imported(format, []importer.Source{file1(name+".md", []byte(front+text))}, importer.Existing{}, importer.Choices{})
		if err != nil {
			t.Fatal(err)
		}
		fileAt := slices.IndexFunc(plan.Files, func(f importer.PlannedFile) bool { return strings.HasSuffix(f.Path, ".md") })
		root, _, _ := frontmatter.Parse(diag.NewSource("", plan.Files[fileAt].Text), frontmatter.Limits{Bytes: 1 << 20, Depth: 40, Keys: 1000})
		found := map[string][]facts.Fact{}
		for _, f := range report.Items[0].Facts {
			f.Lines = slices.Clone(f.Lines)
			for i := range f.Lines {
				f.Lines[i] -= strings.Count(front, "\n")
			}
			found[f.Field] = append(found[f.Field], f)
			if why := w.wrong(f); why != "" {
				t.Fatalf("report %d: %s is %q from lines %v: %s\n%s\n%s", n, f.Field, f.Value, f.Lines, why, text, plan.Files[fileAt].Text)
			}
		}
		// And nothing is lost: a line that has left the text is one that a fact comes from.
		told := map[int]bool{}
		for _, f := range report.Items[0].Facts {
			for _, line := range f.Lines {
				told[line-strings.Count(front, "\n")] = true
			}
		}
		for i, line := range w.lines {
			structure := line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "| Time") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "All times")
			if !structure && !told[i+1] && !strings.Contains(plan.Files[fileAt].Text, "\n"+line+"\n") {
				t.Fatalf("report %d: line %d is lost: %q\n%s\n%s", n, i+1, line, text, plan.Files[fileAt].Text)
			}
		}
		for _, written := range statedIn(root) {
			if given := front != "" && written[0] == "title"; !given && !slices.ContainsFunc(found[written[0]], func(f facts.Fact) bool {
				return f.Value == written[1] || strings.HasSuffix(f.Value, ": "+written[1])
			}) {
				t.Fatalf("report %d: %s is %q, and no fact says so\n%s\n%s", n, written[0], written[1], text, plan.Files[fileAt].Text)
			}
		}
		windows, entries, actions = windows+len(found["impact.start"]), entries+len(found["timeline"]), actions+len(found["actions"])
	}
	if windows < 300 || entries < 500 || actions < 500 {
		t.Errorf("only %d windows, %d entries and %d actions were found: the test says little", windows, entries, actions)
	}
}

// statedIn lists the values of front matter that a source must state, with the fields of their facts.
func statedIn(root frontmatter.Node) (list [][2]string) {
	add := func(n frontmatter.Node, key, field string) {
		f, _ := n.Get(key)
		if text := f.Value.Text; text != "" && text != "unknown" && text != "ongoing" {
			list = append(list, [2]string{field, text})
		}
	}
	each := func(key string, visit func(frontmatter.Node)) {
		f, _ := root.Get(key)
		for _, item := range f.Value.Items {
			visit(item)
		}
	}
	for _, key := range []string{"title", "date", "severity", "detected", "mitigated", "resolved"} {
		add(root, key, key)
	}
	if f, _ := root.Get("date"); f.Value.Kind == frontmatter.Mapping {
		add(f.Value, "value", "date")
	}
	each("impact", func(n frontmatter.Node) { add(n, "start", "impact.start"); add(n, "end", "impact.end") })
	each("timeline", func(n frontmatter.Node) { add(n, "time", "timeline") })
	each("actions", func(n frontmatter.Node) { add(n, "title", "actions"); add(n, "status", "actions.status") })
	return slices.DeleteFunc(list, func(w [2]string) bool { return w[0] == "actions.status" })
}

// wrong says why the lines of a fact do not say what it says; "" where they do.
func (w *writer) wrong(f facts.Fact) string {
	var all said
	var lengths []time.Duration
	var zones []string
	for _, n := range f.Lines {
		if n > len(w.lines) {
			return "there is no such line"
		}
		for _, s := range w.truth[n] {
			all.days, all.clocks = append(all.days, s.days...), append(all.clocks, s.clocks...)
			zones = append(zones, s.zone)
			if s.length > 0 {
				lengths = append(lengths, s.length)
			}
			all.nth = max(all.nth, s.nth)
		}
	}
	switch day, rest, timed := strings.Cut(f.Value, " "); {
	case f.Field == "title" || f.Field == "summary":
		return ""
	case f.Field == "date" || f.Field == "timeline" || strings.HasPrefix(f.Field, "impact.") || f.Field == "detected" || f.Field == "mitigated" || f.Field == "resolved":
		for _, d := range all.days {
			base, _ := time.Parse(time.DateOnly, d)
			if base = base.AddDate(0, 0, max(0, all.nth-1)); !timed && base.Format(time.DateOnly) == day {
				return ""
			}
			for _, c := range all.clocks {
				for _, z := range zones {
					at, _ := time.Parse("2006-01-02 15:04", base.Format(time.DateOnly)+" "+c)
					if z == "CET" {
						at = at.Add(-time.Hour)
					} else if z == "" {
						continue
					}
					for _, l := range append(lengths, 0) {
						if is := at.Add(l).Format("2006-01-02 15:04 UTC"); is == day+" "+rest || !timed && strings.HasPrefix(is, day) {
							return ""
						}
					}
				}
			}
		}
		return "no day, time and zone of these lines make it"
	}
	// Words stand in the line as they are.
	words := f.Value
	if status, title, ok := strings.Cut(f.Value, ": "); ok && f.Field == "actions" {
		words = title
		line, section := w.lines[f.Lines[0]-1], ""
		for _, above := range w.lines[:f.Lines[0]] {
			if strings.HasPrefix(above, "## ") {
				section = above
			}
		}
		done := strings.ContainsAny(line, "✅~") || strings.Contains(line, "[x]") || strings.Contains(line, "Done") || strings.Contains(section, "completed")
		open := strings.Contains(line, "[ ]") || strings.Contains(line, "in progress")
		if status == "done" && !done || status == "open" && !open || strings.Contains(section, "Findings") {
			return "neither the line nor its section says so"
		}
	}
	if !strings.Contains(w.lines[f.Lines[0]-1], words) {
		return "the line does not have these words"
	}
	return ""
}
