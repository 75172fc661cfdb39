package markdown

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/importer"
	"afterword/generator/internal/importer/facts"
	"afterword/generator/internal/importer/lenient"
	"afterword/generator/internal/importer/prose"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/urls"
)

// Format returns the format markdown.
func Format() importer.Format {
	return importer.Format{
		Name: "markdown", Summary: "Markdown without front matter", Sources: "a folder of files, or single files",
		Extensions: []string{".md", ".markdown"}, Read: read,
	}
}

func read(j *importer.Job, inputs []importer.Input) {
	var reports []*report
	for _, in := range inputs {
		name := path.Base(in.Stem())
		f := lenient.ReadFront(in.Text)
		title := lenient.Text(f.Root, "title")
		switch {
		case strings.TrimSpace(in.Text) == "":
			j.Skip(in.Source, "", "", "the file is empty")
		case f.Found && title != "" && lenient.Text(f.Root, "date") != "":
			j.Present(in.Source, in.Path, title, "it has front matter already")
		case f.Found:
			j.Skip(in.Source, "", "", "it has front matter of another kind; try the formats hugo or jekyll")
		case strings.EqualFold(name, "readme"), strings.Contains(strings.ToLower(name), "template"):
			j.Skip(in.Source, "", prose.Heading(in.Text), "by its name it is no postmortem")
		default:
			reports = append(reports, readReport(j, in, name))
		}
	}
	apart(reports)
}

var (
	genericTitle = regexp.MustCompile(`(?i)^(?:incident|post-?mortem|incident report|incident title|title|report|summary|postmortem report)$`)
	titlePrefix  = regexp.MustCompile(`(?i)^(?:post-?mortem|incident report|incident|outage report)\s*[:–—-]\s*`)
	// nameForm matches the name of a file: its day, its number, and its words.
	nameForm = regexp.MustCompile(`^(?:(\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+|$))?(?:((?:[A-Z]{2,10}|(?i:pm|inc|incident|rfc|rca|pir|sev|postmortem))[-_ ]?\d{1,6}(?:[-_]\d{1,6})?)(?:[-_ –—:]+|$))?(.*)$`)
)

// A report is one file, and the parts of its name.
type report struct {
	*importer.Incident
	day, number, stem string
}

func readReport(j *importer.Job, input importer.Input, name string) *report {
	r := &report{Incident: j.Add(j.NewFile(input), input.Stem()), stem: name}
	m := nameForm.FindStringSubmatch(name)
	r.day, r.number = m[1], m[2]
	stated := facts.Read(prose.Clean(input.Text), r.day, j.Options.Zone)
	r.Title = titlePrefix.ReplaceAllString(stated.Title.Text, "")
	if r.Title == "" || genericTitle.MatchString(r.Title) {
		r.Title = strings.TrimSpace(strings.ReplaceAll(m[3], "_", " "))
		if !strings.Contains(r.Title, " ") {
			r.Title = strings.ReplaceAll(r.Title, "-", " ")
		}
		r.Title = prose.Or(r.Title, name)
		stated.Title.Lines = []int{0}
		r.Note(importer.Guessed, "title", "from the name of the file")
	}
	r.State("title", r.Title, stated.Title.Lines)
	if r.number != "" {
		r.Aliases = append(r.Aliases, postmortem.Alias{Path: "/" + urls.Slug(r.number) + "/"})
		r.Keep("number", r.number)
		r.State("original.number", r.number, []int{0})
	}
	for _, s := range stated.Services {
		if meaning := j.Memory.Meaning(importer.ServiceWords, s.Text); meaning == "" {
			r.Affects(j.Know(s.Text, importer.Component{Name: s.Text}))
		}
	}
	r.Tell(stated)
	words := importer.WordsOf(r.Title + "\n" + input.Text)
	r.Apply(j.Memory, words)
	candidates(j, stated, input.Text, words)
	return r
}

// apart tells reports of one title apart by their numbers, their days, or the names of their files.
func apart(reports []*report) {
	count := map[string]int{}
	for _, r := range reports {
		count[strings.ToLower(r.Title)]++
	}
	for _, r := range reports {
		if count[strings.ToLower(r.Title)] < 2 {
			continue
		}
		mark := prose.Or(r.number, r.day)
		if mark == "" && r.Date.Precision >= calendar.Day {
			mark = importer.Day(r.Date)
		}
		r.Title += " (" + prose.Or(mark, r.stem) + ")"
		r.Note(importer.Guessed, "title", "another report has the same one: it is told apart by what is in brackets")
	}
}

var (
	codeSpan     = regexp.MustCompile("`([A-Za-z][A-Za-z0-9 ._-]{2,40})`")
	nameWords    = regexp.MustCompile(`[a-z,;)] ((?:[A-Z][A-Za-z0-9]+)(?: [A-Z][A-Za-z0-9]+){0,2})`)
	notNames     = regexp.MustCompile(`^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b|^(?:UTC|GMT|I|We|It|The|This|All|No|On|In|At|SEV\d?|P\d)$`)
	severityWord = regexp.MustCompile(`\b(?:SEV|Sev|sev|P|S)-?[0-5]\b`)
	// causeWords are what postmortems call causes most often.
	causeWords = []string{"backup", "bug", "cache", "capacity", "certificate", "configuration", "deadlock", "dependency", "deployment", "disk", "DNS", "failover",
		"firewall", "hardware", "human error", "load balancer", "memory leak", "migration", "misconfiguration", "network", "out of memory", "overload", "permissions",
		"power", "quota", "race condition", "rate limit", "replication", "retry storm", "third party", "timeout", "traffic spike", "upgrade"}
)

// candidates counts the words of a report that may stand for services, causes and severities.
func candidates(j *importer.Job, r *facts.Report, text string, words importer.Words) {
	m := j.Memory
	for _, s := range r.Services {
		m.See(importer.ServiceWords, s.Text, true)
	}
	seen := map[string]bool{}
	for _, form := range []*regexp.Regexp{codeSpan, nameWords} {
		for _, found := range form.FindAllStringSubmatch(text, -1) {
			if word := found[1]; !seen[strings.ToLower(word)] && !notNames.MatchString(word) {
				seen[strings.ToLower(word)] = true
				m.See(importer.ServiceWords, word, false)
			}
		}
	}
	for _, word := range causeWords {
		if words.Has(word) {
			m.See(importer.CauseWords, word, false)
		}
	}
	severity := r.Severity.Text
	if severity == "" {
		severity = severityWord.FindString(text)
	}
	if !slices.Contains(j.Settings.Severities, strings.ToLower(severity)) {
		m.See(importer.SeverityWords, severity, r.Severity.Text != "")
	}
	if len(r.Windows) > 0 {
		m.See(importer.LevelWords, severity, true)
	}
}
