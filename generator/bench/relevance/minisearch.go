package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
)

//go:embed minisearch.mjs
var miniScript string

// miniSearch asks MiniSearch, in Node, all queries at once: title counts three-fold, the last word
// is a beginning, words of more than four letters may be misspelt.
func miniSearch(reports []report, queries []query) (engine, error) {
	texts := make([]string, len(queries))
	answers := map[string][]string{}
	for n, q := range queries {
		texts[n] = strings.Join(words(q.Query), " ")
	}
	in, err := json.Marshal(map[string]any{"reports": reports, "queries": texts})
	if err != nil {
		return engine{}, err
	}
	var failure bytes.Buffer
	cmd := exec.Command("node", "--input-type=module", "-e", miniScript)
	cmd.Dir, cmd.Stdin, cmd.Stderr = *modules, bytes.NewReader(in), &failure
	out, err := cmd.Output()
	if err != nil {
		return engine{}, fmt.Errorf("asking MiniSearch: %w\n%s", err, failure.String())
	}
	var found [][]string
	if err := json.Unmarshal(out, &found); err != nil {
		return engine{}, fmt.Errorf("reading the answers of MiniSearch: %w", err)
	}
	for n, q := range queries {
		answers[q.Query] = found[n]
	}
	return engine{"MiniSearch, tuned", func(q query) []string { return answers[q.Query] }}, nil
}
