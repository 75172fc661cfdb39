package pipeline

import (
	"context"
	"encoding/json"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/theme"
)

// A record is what the cache keeps of a whole site, so that a build which
// changes nothing need not even read front matter.
type record struct {
	incidents, drafts, pages int
	until                    int64     // seconds since 1970: when a report begins to tell of something since the hour
	list                     diag.List // warnings, but for those of the folder and the theme
	files                    []publish.Entry
}

// unchanged reports whether the sink holds the whole site already, as the cache
// knows it; b tells of it then. Of a site that the sink holds in part, what it
// holds is kept.
func (r *rendering) unchanged(ctx context.Context, b *Built, look *theme.Theme) (bool, diag.List, error) {
	var err error
	if r.in, err = newInputs(ctx, r.opt, r.loaded, look); err != nil {
		return false, nil, err
	}
	data, ok := r.opt.Cache.Get(r.in.whole(r.opt, r.loaded))
	if !ok {
		return false, nil, nil
	}
	known, err := decodeRecord(data)
	if err != nil || r.opt.byClock(r.loaded.Settings) && r.opt.Now.Unix() >= known.until {
		return false, nil, nil
	}
	for _, e := range known.files {
		ok, err := r.sink.Keep(e)
		if err != nil {
			return false, nil, err
		}
		if ok {
			r.kept[e.Path] = e
		}
		b.Size += e.Size
	}
	if len(r.kept) < len(known.files) {
		return false, nil, nil
	}
	b.Incidents, b.Drafts, b.Pages, b.Files = known.incidents, known.drafts, known.pages, len(known.files)
	return true, known.list, nil
}

// remember keeps what was made for the next build.
func (r *rendering) remember(b *Built, list diag.List) {
	if r.in == nil || r.opt.byClock(r.loaded.Settings) && r.loaded.Archive.AsOf != hour(r.opt).Unix() {
		return // it changes from minute to minute
	}
	known := record{incidents: b.Incidents, drafts: b.Drafts, pages: b.Pages, until: max(0, r.loaded.until), list: list, files: r.entries}
	r.opt.Cache.Later(r.in.whole(r.opt, r.loaded), known.encode)
}

func (k record) encode() []byte {
	var w cache.Writer
	for _, n := range []int{k.incidents, k.drafts, k.pages, int(k.until)} {
		w.Number(n)
	}
	warnings, err := json.Marshal(k.list)
	if err != nil {
		return nil // a list of plain structs always can be written
	}
	w.Text(string(warnings))
	encodeFiles(&w, k.files)
	return w.Bytes()
}

func decodeRecord(data []byte) (record, error) {
	r := cache.NewReader(data)
	known := record{incidents: r.Number(), drafts: r.Number(), pages: r.Number(), until: int64(r.Number())}
	if err := json.Unmarshal([]byte(r.Text()), &known.list); err != nil {
		return record{}, err
	}
	var err error
	known.files, err = decodeFiles(r)
	return known, err
}

// encodeFiles writes entries with their paths and owners.
func encodeFiles(w *cache.Writer, entries []publish.Entry) {
	w.Number(len(entries))
	for _, e := range entries {
		w.Text(e.Path)
		w.Text(e.Source)
	}
	w.Text(string(encodeEntries(entries)))
}

// encodeList is encodeFiles for an entry that holds nothing else.
func encodeList(entries []publish.Entry) []byte {
	var w cache.Writer
	encodeFiles(&w, entries)
	return w.Bytes()
}

// decodeFiles reads them, to the end of the entry.
func decodeFiles(r *cache.Reader) ([]publish.Entry, error) {
	paths := make([][2]string, r.Count(2))
	for n := range paths {
		paths[n] = [2]string{r.Text(), r.Text()}
	}
	files, err := decodeEntries([]byte(r.Text()), len(paths))
	if err != nil {
		return nil, err
	}
	for n := range files {
		files[n].Path, files[n].Source = paths[n][0], paths[n][1]
	}
	return files, r.Close()
}

// encodeEntries writes sizes and sums; paths and owners are known to those who read them.
func encodeEntries(entries []publish.Entry) []byte {
	var w cache.Writer
	for _, e := range entries {
		w.Number(int(e.Size))
		w.Text(string(e.Sum[:]))
	}
	return w.Bytes()
}

// decodeEntries reads as many as were written.
func decodeEntries(data []byte, n int) ([]publish.Entry, error) {
	r := cache.NewReader(data)
	entries := make([]publish.Entry, n)
	for i := range entries {
		entries[i].Size = int64(r.Number())
		if copy(entries[i].Sum[:], r.Text()) != len(entries[i].Sum) {
			return nil, cache.ErrMalformed
		}
	}
	return entries, r.Close()
}
