package exporter

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
)

// mapping describes the documents to the index. It is strict, so that a document
// of another shape is refused rather than guessed at.
//
//go:embed mapping.json
var mapping []byte

// index is the name that the bulk files give to it. A reindex or an alias gives another.
const index = "postmortems"

// batch is how large a bulk file grows before the next begins, in bytes. Servers
// take far more; requests of this size keep their memory small.
const batch = 8 << 20

// bulk is the opensearch format: mapping.json to create the index with, and
// files of line pairs for _bulk. A document's _id is the report's path, so that
// a second import replaces.
// https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
func bulk(s selection) ([]File, error) {
	var files []File
	var b bytes.Buffer
	end := func() {
		files = append(files, File{fmt.Sprintf("bulk-%03d.ndjson", len(files)+1), bytes.Clone(b.Bytes())})
		b.Reset()
	}
	for _, i := range s.incidents {
		record, err := s.record(i)
		if err != nil {
			return nil, err
		}
		var action struct {
			Index struct {
				Index string `json:"_index"`
				ID    string `json:"_id"`
			} `json:"index"`
		}
		action.Index.Index, action.Index.ID = index, i.Path
		head, err := json.Marshal(action)
		if err != nil {
			return nil, fmt.Errorf("writing the bulk action of %s: %w", i.Path, err)
		}
		if b.Len() > 0 && b.Len()+len(head)+len(record) > batch {
			end()
		}
		for _, line := range [][]byte{head, record} {
			b.Write(line)
			b.WriteByte('\n')
		}
	}
	if b.Len() > 0 {
		end()
	}
	return append(files, File{"mapping.json", mapping}), nil
}
