package exporter

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
)

// mapping describes the documents to the index. It is strict, so that a document
// of another shape is refused rather than guessed at.
//
//go:embed mapping.json
var mapping []byte

// index is its name in the bulk files. A reindex or an alias can change it.
const index = "postmortems"

// batch is how large a bulk file grows before the next begins, in bytes. Servers
// take far more; requests of this size keep their memory small.
const batch = 8 << 20

// A bulkAction is the line before a document, which names it.
type bulkAction struct {
	Index struct {
		Index string `json:"_index"`
		ID    string `json:"_id"`
	} `json:"index"`
}

// bulk is the opensearch format: mapping.json to create the index with, and
// files of line pairs for _bulk. A document's _id is the path of the postmortem,
// so that a second import replaces.
// https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
func bulk(s selection) ([]File, error) {
	var files []File
	var full, pair bytes.Buffer
	end := func() {
		files = append(files, File{fmt.Sprintf("bulk-%03d.ndjson", len(files)+1), bytes.Clone(full.Bytes())})
		full.Reset()
	}
	for _, i := range s.Incidents {
		var action bulkAction
		action.Index.Index, action.Index.ID = index, i.Path
		e := json.NewEncoder(&pair)
		if err := cmp.Or(e.Encode(action), e.Encode(s.record(i))); err != nil {
			return nil, fmt.Errorf("writing %s as JSON: %w", i.Path, err)
		}
		if full.Len() > 0 && full.Len()+pair.Len() > batch {
			end()
		}
		pair.WriteTo(&full) // a buffer takes everything
	}
	if full.Len() > 0 {
		end()
	}
	return append(files, File{"mapping.json", mapping}), nil
}
