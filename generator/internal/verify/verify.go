package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/recompute"
	"afterword/generator/internal/urls"
)

// A Site is a published site as it can be read. Paths are those of files below its root: "api/uptime.json".
type Site struct {
	// Read reads a file; fs.ErrNotExist where there is none.
	Read func(ctx context.Context, path string) ([]byte, error)
	// Files lists the files to compare, as far as it knows them.
	Files func(ctx context.Context) ([]string, error)
	// AtOnce is how many files are read at once; 0: one a core.
	AtOnce int
}

// A Report says what was compared.
type Report struct {
	Figures int `json:"figures"` // of the data
	Printed int `json:"printed"` // figures in pages, tables, badges and feeds
	Files   int `json:"files"`
}

// ErrChanged says that the site was not the same from the first file to the last.
var ErrChanged = errors.New("the site was changed while it was read; ask again once it has been published")

// documents are what everything else is held against.
var documents = []string{urls.APIIncidents[1:], urls.APIServices[1:], urls.APIUptime[1:]}

// A reading is a site that is being read.
type reading struct {
	Site
	texts    map[string][]byte // of the documents
	figures  recompute.Table   // as the site has them
	counted  *recompute.Recount
	zone     string
	incident map[string]incident // by path
	base     string              // what precedes the paths of the site in its addresses

	mu     sync.Mutex
	report Report
	list   diag.List
	seen   map[string][]byte // files that differ, as they were read
}

// An incident is the record of one, as the site has it.
type incident struct {
	text   json.RawMessage
	fields map[string]any
}

// Check reads a site and compares its figures. The list names each disagreement. It is
// right for the site as it was at one time, or the error is ErrChanged.
func Check(ctx context.Context, s Site) (Report, diag.List, error) {
	r := &reading{Site: s, texts: map[string][]byte{}, incident: map[string]incident{}, seen: map[string][]byte{}}
	err := r.run(ctx)
	if ctx.Err() == nil && r.changed(ctx) {
		return r.report, nil, ErrChanged
	}
	return r.report, r.list.Sorted(), err
}

func (r *reading) run(ctx context.Context) (err error) {
	for _, name := range documents {
		if r.texts[name], err = r.Read(ctx, name); err != nil {
			return fmt.Errorf("reading the data of the site: %w", err)
		}
	}
	if r.figures, err = recompute.Read(r.texts[documents[2]]); err != nil {
		return fmt.Errorf("%s: %w", documents[2], err)
	}
	if r.counted, err = recompute.Count(r.texts[documents[0]], r.texts[documents[1]], r.texts[documents[2]]); err != nil {
		return err
	}
	if err := r.data(); err != nil {
		return err
	}
	files, err := r.Files(ctx)
	if err != nil {
		return err
	}
	files = append(files, r.beside()...)
	slices.Sort(files)
	files = slices.Compact(files)
	var reading errgroup.Group
	reading.SetLimit(max(r.AtOnce, 1))
	if r.AtOnce == 0 {
		reading.SetLimit(runtime.GOMAXPROCS(0))
	}
	for _, name := range files {
		if check := r.kind(name); check != nil {
			reading.Go(func() error { return r.file(ctx, name, check) })
		}
	}
	return reading.Wait()
}

// kind is what a file is compared by; nil where it prints no figures.
func (r *reading) kind(name string) func(name string, text []byte) {
	folder, file := path.Split(name)
	switch {
	case path.Ext(name) == ".html":
		return r.page
	case file == "uptime.csv" || file == "incidents.csv":
		return r.table
	case strings.HasPrefix(name, "badges/"):
		return r.badge
	case strings.HasPrefix(name, "actions/"):
		return nil // days on which actions were due
	case file == "feed.xml", file == "feed.json", file == "calendar.ics":
		return r.feed
	case file == "index.json" && strings.HasPrefix(folder, "incidents/"):
		return r.record
	}
	return nil
}

func (r *reading) file(ctx context.Context, name string, check func(name string, text []byte)) error {
	text, err := r.Read(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		if path.Ext(name) == ".html" { // not all data is of every site, but it said that it has this
			r.differs(name, "the page", "not there", "one")
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	r.mu.Lock()
	r.report.Files++
	before := len(r.list)
	r.mu.Unlock()
	check(name, text)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.list) > before { // perhaps because of another file: reading one too often does no harm
		r.seen[name] = text
	}
	return nil
}

// changed reports whether the documents, or a file that disagrees with them, are no longer what they were.
func (r *reading) changed(ctx context.Context) bool {
	for _, files := range []map[string][]byte{r.texts, r.seen} {
		for name, was := range files {
			if is, err := r.Read(ctx, name); was != nil && (err != nil || !bytes.Equal(was, is)) {
				return true
			}
		}
	}
	return false
}

// differs notes that a file prints something else than it should.
func (r *reading) differs(file, figure, printed, follows string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list.Add(diag.Diagnostic{Code: diag.FigureDiffers, File: file, Message: fmt.Sprintf("%s is %s; %s follows from what the site publishes", figure, printed, follows)})
}

// same compares a figure that a file prints.
func (r *reading) same(file, figure, printed, follows string) {
	r.mu.Lock()
	r.report.Printed++
	r.mu.Unlock()
	if printed != follows {
		r.differs(file, figure, shown(printed), shown(follows))
	}
}

func shown(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// data compares the documents with each other and with what follows from them.
func (r *reading) data() error {
	counted := r.counted.Uptime
	for _, k := range r.figures.Order {
		if k.Service == "" && (k.Period == "") {
			continue // what everything is counted with
		}
		r.report.Figures++
		if was, is := r.figures.Value(k), counted.Value(k); !bytes.Equal(was, is) {
			r.differs(documents[2], k.String(), string(was), string(is))
		}
	}
	for _, k := range counted.Order {
		if r.figures.Values[k] == nil {
			r.differs(documents[2], k.String(), "not there", string(counted.Value(k)))
		}
	}
	var of struct{ Incidents, Services []json.RawMessage }
	for _, name := range documents[:2] {
		if err := json.Unmarshal(r.texts[name], &of); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, text := range of.Incidents {
		i := incident{text: text}
		if err := decode(text, &i.fields); err != nil {
			return fmt.Errorf("%s: %w", documents[0], err)
		}
		path, _ := i.fields["path"].(string)
		r.incident[path] = i
		if url, ok := i.fields["url"].(string); ok {
			r.base = strings.TrimSuffix(url, urls.Incident(path))
		}
		r.report.Figures++
		length, _ := json.Marshal(i.fields["seconds"]) // of a value that was just read
		if follows := r.counted.Seconds[path]; !bytes.Equal(length, follows) {
			r.differs(documents[0], path+" seconds", string(length), string(follows))
		}
	}
	for _, text := range of.Services {
		var s struct {
			ID        string
			Incidents int
		}
		if err := json.Unmarshal(text, &s); err != nil {
			return fmt.Errorf("%s: %w", documents[1], err)
		}
		r.report.Figures++
		if follows := r.counted.Incidents[s.ID]; s.Incidents != follows {
			r.differs(documents[1], s.ID+" incidents", fmt.Sprint(s.Incidents), fmt.Sprint(follows))
		}
	}
	var zone struct{ Timezone string }
	if err := json.Unmarshal(r.texts[documents[2]], &zone); err != nil {
		return fmt.Errorf("%s: %w", documents[2], err)
	}
	r.zone = zone.Timezone
	return nil
}

// decode reads JSON with its numbers as they are written.
func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}

// record compares the data of an incident with that of the list.
func (r *reading) record(name string, text []byte) {
	path := strings.TrimSuffix(strings.TrimPrefix(name, urls.Incidents[1:]), "/index.json")
	var fields map[string]any
	if err := decode(text, &fields); err != nil {
		r.differs(name, "its text", "no JSON", "an incident")
		return
	}
	r.fields(name, path, fields, r.incident[path].fields)
}

// fields compares what an object says of an incident with its record, figure by figure.
func (r *reading) fields(file, path string, fields, record map[string]any) {
	is := flat(record)
	for name, value := range flat(fields) {
		if follows, ok := is[name]; ok || figure(value) {
			r.same(file, path+" "+name, value, follows)
		}
	}
	if record == nil {
		r.differs(file, path, "an incident", "none")
	}
}

// flat writes an object as cells of a table: the keys of what it holds joined by underscores, as columns are named.
func flat(object map[string]any) map[string]string {
	cells := map[string]string{}
	var add func(name string, value any)
	add = func(name string, value any) {
		switch value := value.(type) {
		case nil:
			cells[name] = ""
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(value)) {
				add(strings.TrimPrefix(name+"_"+key, "_"), value[key])
			}
		case []any:
			for n, item := range value {
				add(fmt.Sprintf("%s_%d", name, n+1), item)
			}
		default:
			cells[name] = fmt.Sprint(value)
		}
	}
	add("", object)
	return cells
}

// figure reports whether a cell is a number or a time.
func figure(text string) bool {
	return text != "" && strings.Trim(text, "0123456789.-:TZ") == ""
}

// beside are the data files of a site, which no sitemap names: those of the incidents, services and periods of its documents.
func (r *reading) beside() (files []string) {
	add := func(paths ...string) {
		for _, p := range paths {
			files = append(files, p[1:])
		}
	}
	home := urls.FeedsOf(urls.Home)
	add(home.Atom, home.JSON, home.Calendar)
	for path := range r.incident {
		add(urls.IncidentData(path))
	}
	periods := map[string]bool{}
	for k := range r.figures.Spans {
		if strings.Contains(k.Period, "-") {
			continue // a month of a year
		}
		if !periods[k.Period] {
			periods[k.Period] = true
			add(urls.PeriodUptimeCSV(k.Period), urls.PeriodIncidentsCSV(k.Period))
		}
		if of := urls.FeedsOf(urls.Service(k.Service)); !periods[k.Service] {
			periods[k.Service] = true
			add(of.Atom, of.JSON, of.Calendar)
		}
		add(urls.Badge(k.Service, k.Period))
	}
	return files
}
