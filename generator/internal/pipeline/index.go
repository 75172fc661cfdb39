package pipeline

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/search"
	"afterword/generator/internal/urls"
)

// An indexing is the search index while it is made: run by run, as the bodies of
// each are rendered, and put together at the end.
type indexing struct {
	docs     []search.Document // without their bodies
	runs     [][]int           // numbers of docs, in the order of the index
	files    [][]string        // the same as files of the archive
	segments []*search.Segment // of each run
	key      cache.Key         // of the whole
	known    bool              // the sink holds all of it already
}

// newIndex finds the runs, and whether there is anything to do.
func (r *rendering) newIndex(ctx context.Context) (*indexing, error) {
	incidents := r.loaded.Archive.Incidents
	x := &indexing{docs: make([]search.Document, len(incidents))}
	err := each(ctx, len(incidents), r.opt.jobs(), func(n int) error {
		x.docs[n] = r.site.SearchEntry(incidents[n])
		return nil
	})
	if err != nil {
		return nil, err
	}
	x.runs = search.Runs(x.docs)
	x.segments = make([]*search.Segment, len(x.runs))
	for _, run := range x.runs {
		files := make([]string, len(run))
		for k, n := range run {
			files[k] = incidents[n].File
		}
		x.files = append(x.files, files)
	}
	if r.in != nil {
		x.key = r.in.index(r.loaded)
		x.known, err = r.keepIndex(x.key)
	}
	return x, err
}

// keepIndex asks the sink to keep all files of the index that the cache knows.
func (r *rendering) keepIndex(key cache.Key) (bool, error) {
	data, ok := r.opt.Cache.Get(key)
	if !ok {
		return false, nil
	}
	entries, err := decodeFiles(cache.NewReader(data))
	if err != nil {
		return false, nil // it is made again, and replaced
	}
	for _, e := range entries {
		if ok, err := r.keepFile(e); !ok || err != nil {
			return false, err
		}
	}
	r.took(entries...)
	return true, nil
}

// invert makes the part of the index that a stretch becomes.
func (r *rendering) invert(b batch) {
	if b.run < 0 || r.index.known {
		return
	}
	defer r.clock.start(searchTime)()
	x := r.index
	docs := make([]search.Document, len(b.bodies))
	for k, n := range x.runs[b.run] {
		docs[k] = x.docs[n]
	}
	var key cache.Key
	if r.in != nil {
		key = r.in.segment(docs, b.bodies, r.loaded.Settings.Unsafe)
		if data, ok := r.opt.Cache.Get(key); ok {
			if segment, err := search.DecodeSegment(data); err == nil {
				x.segments[b.run] = segment
				return
			}
		}
	}
	for k, n := range x.runs[b.run] {
		docs[k] = r.site.SearchDocument(r.loaded.Archive.Incidents[n])
	}
	segment := search.Invert(docs)
	if r.in != nil {
		r.opt.Cache.Put(key, segment.Encode())
	}
	x.segments[b.run] = segment
}

// assemble puts the index together and hands it over.
func (r *rendering) assemble(ctx context.Context) error {
	x := r.index
	if x.known {
		return nil
	}
	options := search.Options{Language: r.loaded.Settings.Language}
	var cards cache.Key
	if r.in != nil {
		options.Cards = func(key [sha256.Size]byte) []search.File {
			cards = cache.Of("cards", string(key[:]))
			return r.keepCards(cards)
		}
	}
	files, err := search.Assemble(x.docs, x.segments, options)
	if err != nil {
		return fmt.Errorf("writing the search index: %w", err)
	}
	entries := make([]publish.Entry, len(files))
	err = each(ctx, len(files), r.opt.jobs(), func(n int) error {
		f := publish.File{Path: urls.OutputFile(urls.Search + files[n].Path), Data: files[n].Data, Source: "the search index"}
		e, err := r.put(f)
		entries[n] = e
		return err
	})
	if err != nil {
		return err
	}
	if r.in != nil {
		r.opt.Cache.Put(x.key, encodeList(entries))
		var ofCards []publish.Entry
		for n, f := range files {
			if search.IsCards(f.Path) && f.Data != nil {
				ofCards = append(ofCards, entries[n])
			}
		}
		if len(ofCards) > 0 {
			r.opt.Cache.Put(cards, encodeList(ofCards))
		}
	}
	return nil
}

// keepFile asks the sink to keep a file, unless it does so already.
func (r *rendering) keepFile(e publish.Entry) (bool, error) {
	if _, ok := r.kept[e.Path]; ok {
		return true, nil
	}
	ok, err := r.sink.Keep(e)
	if ok {
		r.kept[e.Path] = e
	}
	return ok, err
}

// keepCards asks the sink to keep the files of cards that the cache knows under
// a key; nil where it does not hold all of them.
func (r *rendering) keepCards(key cache.Key) (files []search.File) {
	data, ok := r.opt.Cache.Get(key)
	if !ok {
		return nil
	}
	entries, err := decodeFiles(cache.NewReader(data))
	if err != nil {
		return nil // they are made again, and replaced
	}
	for _, e := range entries {
		path, found := strings.CutPrefix(urls.SitePath(e.Path), urls.Search)
		if !found {
			return nil
		}
		if ok, err := r.keepFile(e); !ok || err != nil {
			return nil // the sink tells of its error again
		}
		files = append(files, search.File{Path: path})
	}
	return files
}
