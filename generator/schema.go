package generator

import (
	"context"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/feeds"
	"afterword/generator/internal/pipeline"
)

// Schema is the JSON Schema, draft 2020-12, of the front matter of reports, or of archive.yaml where settings
// says so, with the words of the archive. Errors in the archive are as good as nothing: a schema is
// for those who are about to fix them. Other errors are as Build's.
func Schema(ctx context.Context, o Options, settings bool) ([]byte, error) {
	p, err := find(o)
	if err != nil {
		return nil, err
	}
	line := pipeline.Open(p.options(o))
	defer line.Close() // it was only read
	u, list, err := line.Rebuild(ctx, pipeline.Edits{}, pipeline.Indexed)
	switch {
	case err != nil:
		return nil, verdict(o, diag.List{}, err)
	case u.Loaded == nil || u.Loaded.Archive == nil:
		return nil, &ArchiveError{list}
	case settings:
		return feeds.ArchiveSchema(u.Loaded.Archive)
	}
	return feeds.ReportSchema(u.Loaded.Archive, u.Loaded.Base)
}
