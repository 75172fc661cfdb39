package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/changes"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/recompute"
)

// A section is a heading and rows of cells: what both texts are made of.
type section struct {
	title string
	head  []string
	rows  [][]cell
}

// A cell is a text, where it leads to in Markdown, and what follows it.
type cell struct{ text, url, note string }

func text(s string) cell { return cell{text: s} }

// Text is the report for a terminal.
func (r Report) Text() string {
	var b strings.Builder
	b.WriteString(r.summary() + "\n")
	for _, s := range r.sections() {
		b.WriteString("\n" + s.title + "\n")
		widths := make([]int, len(s.head))
		for _, row := range s.rows {
			for n, c := range row {
				widths[n] = max(widths[n], diag.Columns(diag.Visible(c.text+c.note)))
			}
		}
		for _, row := range s.rows {
			line := " "
			for n, c := range row {
				shown := diag.Visible(c.text + c.note)
				line += " " + shown + strings.Repeat(" ", widths[n]-diag.Columns(shown)+1)
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	return b.String()
}

// Markdown is the report as GitHub and GitLab show it, in a comment or a job summary.
func (r Report) Markdown() string {
	var b strings.Builder
	b.WriteString(prose.Escape(r.summary()) + "\n")
	for _, s := range r.sections() {
		fmt.Fprintf(&b, "\n### %s\n\n| %s |\n|%s\n", s.title, strings.Join(s.head, " | "), strings.Repeat(" --- |", len(s.head)))
		for _, row := range s.rows {
			b.WriteString("|")
			for _, c := range row {
				shown := prose.Escape(diag.Visible(c.text))
				if c.url != "" {
					shown = fmt.Sprintf("[%s](<%s>)", shown, strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C").Replace(c.url))
				}
				b.WriteString(strings.TrimRight(" "+shown+prose.Escape(diag.Visible(c.note)), " ") + " |")
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// summary is the report in a sentence.
func (r Report) summary() string {
	if r.Empty() {
		return fmt.Sprintf("Nothing changes against %s.", r.Base)
	}
	return fmt.Sprintf("Against %s: %s new, %d changed, %d removed; figures of %s move; %s new, %d resolved.", r.Base,
		count(len(r.Added), "report"), len(r.Changed), len(r.Removed), count(len(r.moved().rows), "period"), count(len(r.New), "problem"), len(r.Resolved))
}

func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// sections are the parts of the report that are not empty.
func (r Report) sections() (list []section) {
	all := []section{r.added(), r.changed(), r.removed(), r.said(), r.moved(), r.problems("New problems", r.New), r.problems("Resolved problems", r.Resolved), r.visible()}
	for _, s := range all {
		if len(s.rows) > 0 {
			list = append(list, s)
		}
	}
	return list
}

func (r Report) added() section {
	s := section{title: "New reports", head: []string{"Report", "File", "Like it"}}
	for _, i := range r.Added {
		about := i.Title
		if i.Edition != "" {
			about += " (visible in " + i.Edition + ")"
		}
		like := cell{text: "nothing before it"}
		if len(i.Similar) > 0 {
			like = i.Similar[0].cell()
		}
		s.rows = append(s.rows, []cell{{text: about, url: i.URL}, text(i.File), like})
		for _, other := range i.Similar[min(1, len(i.Similar)):] {
			s.rows = append(s.rows, []cell{{}, {}, other.cell()})
		}
	}
	return s
}

func (s Similar) cell() cell { return cell{s.Title, s.URL, " (" + s.Reason + ")"} }

func (r Report) changed() section {
	s := section{title: "Changed reports", head: []string{"Report", "File", "What"}}
	for _, i := range r.Changed {
		what := strings.Join(i.Parts, ", ")
		if i.Was != "" {
			what = strings.TrimPrefix(what+", moved from "+i.Was, ", ")
		}
		s.rows = append(s.rows, []cell{{text: i.Title, url: i.URL}, text(i.File), text(what)})
	}
	return s
}

func (r Report) said() section {
	s := section{title: "Windows and severities", head: []string{"Report", "What", "Before", "After"}}
	for _, c := range r.Said {
		s.rows = append(s.rows, []cell{text(c.Path), text(c.What), text(cmp.Or(c.Before, calendar.NoValue)), text(cmp.Or(c.After, calendar.NoValue))})
	}
	return s
}

func (r Report) removed() section {
	s := section{title: "Removed reports", head: []string{"Report", "File"}}
	for _, i := range r.Removed {
		s.rows = append(s.rows, []cell{text(i.Title), text(i.File)})
	}
	return s
}

// moved has a row for each period of a service: the figure that leads, and the names of the others.
// Months of a year that is new or gone as a whole have none.
func (r Report) moved() section {
	s := section{title: "Figures that move", head: []string{"Service", "Period", "From", "To", "Also", "Because of"}}
	whole := map[recompute.Key]bool{}
	for rest := r.Figures; len(rest) > 0; {
		first := rest[0]
		of := func(f changes.Figure) bool { return f.Service == first.Service && f.Period == first.Period }
		end := slices.IndexFunc(rest, func(f changes.Figure) bool { return !of(f) })
		if end < 0 {
			end = len(rest)
		}
		group := rest[:end]
		rest = rest[end:]
		year, _, _ := strings.Cut(first.Period, "-")
		if year != first.Period && whole[recompute.Key{Service: first.Service, Period: year}] {
			continue
		}
		lead := leading(group)
		also := "all others"
		if slices.ContainsFunc(group, func(f changes.Figure) bool { return string(f.Before) != "null" && string(f.After) != "null" }) {
			also = ""
			for _, f := range group {
				if f.Name != lead.Name {
					also = strings.TrimPrefix(also+", "+f.Name, ", ")
				}
			}
		} else {
			whole[recompute.Key{Service: first.Service, Period: first.Period}] = true
		}
		s.rows = append(s.rows, []cell{text(lead.Service), text(lead.Period), text(strings.TrimSpace(lead.Name + " " + lead.Shown(lead.Before))),
			text(lead.Shown(lead.After)), text(also), text(strings.Join(lead.Because, ", "))})
	}
	return s
}

// leading is the figure of a period that says most to most people.
func leading(figures []changes.Figure) changes.Figure {
	for _, name := range []string{"uptime", "weighted"} {
		for _, f := range figures {
			if f.Name == name {
				return f
			}
		}
	}
	return figures[0]
}

func (r Report) problems(title string, list []Problem) section {
	s := section{title: title, head: []string{"Where", "What", "Problem"}}
	for _, p := range list {
		s.rows = append(s.rows, []cell{text(p.place()), text(p.Severity + " " + string(p.Code)), text(p.Message)})
	}
	return s
}

func (r Report) visible() section {
	s := section{title: "Visible now, hidden before", head: []string{"Edition", "File", "Lines"}}
	for _, v := range r.Visible {
		s.rows = append(s.rows, []cell{text(v.Edition), text(v.File), text(ranges(v.Lines))})
	}
	return s
}

// ranges writes numbers in ascending order: "3–5, 9"; "all" where there are none.
func ranges(lines []int) string {
	if len(lines) == 0 {
		return "all"
	}
	var parts []string
	for n := 0; n < len(lines); {
		from := n
		for n++; n < len(lines) && lines[n] == lines[n-1]+1; n++ {
		}
		part := fmt.Sprint(lines[from])
		if n > from+1 {
			part += fmt.Sprintf("–%d", lines[n-1])
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// Moves lists the figures that a report moves, one of each period of a service, as texts: service, period, before, after.
func (r Report) Moves(path string) (rows [][4]string) {
	own := r
	own.Figures = slices.DeleteFunc(slices.Clone(r.Figures), func(f changes.Figure) bool { return !slices.Contains(f.Because, path) })
	for _, row := range own.moved().rows {
		rows = append(rows, [4]string{row[0].text, row[1].text, row[2].text, row[3].text})
	}
	return rows
}
