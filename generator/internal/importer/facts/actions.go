package facts

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
)

const (
	doneWords = `done|completed?|finished|implemented|fixed|resolved|deployed|shipped`
	openWords = `open|todo|to do|pending|planned|in progress|wip|ongoing|not started`
)

var (
	doneTitle = regexp.MustCompile(`\b(?:` + doneWords + `)\b`)
	openTitle = regexp.MustCompile(`\b(?:` + openWords + `|incomplete|outstanding)\b`)
	negated   = regexp.MustCompile(`\b(?:not|un|in)[ -]?(?:` + doneWords + `)`)
	boxForm   = regexp.MustCompile(`^\[([ xX])\][ \t]+`)
	doneMark  = regexp.MustCompile(`[✅☑✔✓]\x{FE0F}?`)
	openMark  = regexp.MustCompile(`[☐⬜🔲]\x{FE0F}?`)
	struck    = regexp.MustCompile(`^~~(.+)~~[.]?$`)
	// statusWord is a status before a colon, or in brackets at either end.
	statusWord = regexp.MustCompile(`(?i)^(?:\*\*|__)?[\[(]?(` + doneWords + `|` + openWords + `)[\])]?(?:\*\*|__)?[:\])][:*_]*\s+|[\s–—-]*[\[(](` + doneWords + `|` + openWords + `)\b[^\])]*[\])][.]?$`)
)

// wordStatus is the status that a word names: "done" and "open" for their synonyms, others as they are.
func wordStatus(text string) string {
	text = strings.ToLower(plain(text))
	switch {
	case doneMark.MatchString(text), doneTitle.MatchString(text) && !negated.MatchString(text):
		return "done"
	case text == "", strings.Trim(text, "-–?") == "":
		return "unknown"
	case openTitle.MatchString(text), openMark.MatchString(text), negated.MatchString(text):
		return "open"
	}
	return prose.Cut(text, 60)
}

// actions takes the tasks of sections of that name: rows of a table, and items
// with a mark or a word for their status, or below a heading with one. Other
// items are no tasks: findings, ideas and reasons are written the same way.
func (r *Report) actions() {
	const most = 200
	for i, l := range r.lines {
		if l.used || !l.section.is(taskSection) || len(r.Actions) == most {
			continue
		}
		var a postmortem.Action
		cell := func(names ...string) string {
			if i := column(l, names...); i >= 0 {
				return l.cells[i]
			}
			return ""
		}
		day := func(field, text string) calendar.Time {
			if m := mentions(text); len(m) == 1 && len(m[0].day) == len(time.DateOnly) {
				at, _ := r.at("actions", l, stated{m[0].day, nil}, "", "")
				return r.stateTime("actions."+field, at)
			}
			return calendar.Time{}
		}
		closed := ""
		switch l.kind {
		case row:
			if a.Title = cell("action", "task", "item", "title", "what", "description", "follow-up"); a.Title == "" {
				continue
			}
			a.Owner, a.Status, closed = plain(cell("owner", "assignee", "who", "responsible")), wordStatus(cell("status", "state", "done")), cell("closed", "completed", "finished", "done")
			a.Due, a.Opened = day("due", cell("due", "deadline", "by", "date")), day("opened", cell("opened", "created", "raised"))
			if a.Link = plain(cell("ticket", "issue", "link", "bug")); !prose.WebAddress(a.Link) {
				a.Title, a.Link = strings.TrimSpace(a.Title+" "+cell("ticket", "issue", "link", "bug")), ""
			}
		case item:
			a.Title, a.Status, closed = itemStatus(l)
		}
		if a.Title == "" || a.Status == "" {
			continue
		}
		if l.kind == row && a.Status == "unknown" && len(mentions(closed)) == 1 {
			a.Status = "done"
		}
		if a.Status == "done" {
			a.Closed = day("closed", closed)
		}
		a.Title = prose.Cut(prose.OneLine(a.Title), 400)
		r.State("actions", a.Status+": "+a.Title, l.n)
		r.Actions = append(r.Actions, a)
		below := slices.IndexFunc(r.lines[i+1:], func(l *line) bool { return l.kind != blank })
		// What is below an item would lose its place.
		l.used = l.kind == row || below < 0 || r.lines[i+1+below].indent <= l.indent && (below > 0 || r.lines[i+1].kind != paragraph)
	}
}

// itemStatus reads the status of an item, "" where it states none, and what is
// written with it, which may name the day on which it was done.
func itemStatus(l *line) (title, status, with string) {
	title = l.words
	if m := boxForm.FindStringSubmatch(title); m != nil {
		title, status = title[len(m[0]):], "open"
		if m[1] != " " {
			status = "done"
		}
	}
	for form, says := range map[*regexp.Regexp]string{doneMark: "done", openMark: "open"} {
		if form.MatchString(title) {
			title = strings.TrimSpace(form.ReplaceAllString(title, ""))
			if status == "" || says == "done" {
				status = says
			}
		}
	}
	if m := struck.FindStringSubmatch(title); m != nil {
		title, status = m[1], "done"
	}
	if m := statusWord.FindStringSubmatch(title); m != nil {
		title = strings.TrimSpace(statusWord.ReplaceAllString(title, ""))
		status, with = wordStatus(m[1]+m[2]), m[0]
	}
	for s := l.section; s != nil && status == ""; s = s.above {
		switch {
		case negated.MatchString(s.title), openTitle.MatchString(s.title):
			status = "open"
		case doneTitle.MatchString(s.title):
			status = "done"
		}
		if taskSection.MatchString(s.title) {
			break
		}
	}
	return title, status, with
}
