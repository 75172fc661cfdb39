package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed minisearch.mjs
var miniSearch string

//go:embed pagefind.mjs
var pagefind string

// A scripted engine runs in Node. It reads all reports and queries at once.
type scripted struct{ name, module, script string }

// scripts are MiniSearch as its users tune it (title counts three-fold, the last word is a beginning,
// words of more than four letters may be misspelt), and Pagefind as it is.
var scripts = []scripted{{"MiniSearch, tuned", "minisearch", miniSearch}, {"Pagefind", "pagefind", pagefind}}

// installed returns an error that says why an engine is left out.
func (s scripted) installed() error {
	if *modules == "" {
		return fmt.Errorf("%s is left out: -modules names no folder", s.name)
	}
	_, err := os.Stat(filepath.Join(*modules, "node_modules", s.module))
	if err != nil {
		return fmt.Errorf("%s is left out: %w", s.name, err)
	}
	return nil
}

// ask asks all queries.
func (s scripted) ask(reports []report, queries []query) (engine, error) {
	texts := make([]string, len(queries))
	answers := map[string][]string{}
	for n, q := range queries {
		texts[n] = strings.Join(words(q.Query), " ")
	}
	in, err := json.Marshal(struct {
		Reports []report `json:"reports"`
		Queries []string `json:"queries"`
	}{reports, texts})
	if err != nil {
		return engine{}, err
	}
	var failure bytes.Buffer
	cmd := exec.Command("node", "--input-type=module", "-e", s.script)
	cmd.Dir, cmd.Stdin, cmd.Stderr = *modules, bytes.NewReader(in), &failure
	out, err := cmd.Output()
	if err != nil {
		return engine{}, fmt.Errorf("asking %s: %w\n%s", s.name, err, failure.String())
	}
	var found [][]string
	if err := json.Unmarshal(out, &found); err != nil {
		return engine{}, fmt.Errorf("reading the answers of %s: %w", s.name, err)
	}
	for n, q := range queries {
		answers[q.Query] = found[n]
	}
	return engine{s.name, func(q query) []string { return answers[q.Query] }}, nil
}
