package diag

import (
	"io"
	"net/url"
)

// The part of SARIF 2.1.0 in use.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    Code      `json:"id"`
		Short sarifText `json:"shortDescription"`
		Help  sarifText `json:"help"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		Rule      Code            `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line      int        `json:"startLine"`
		Column    int        `json:"startColumn,omitempty"`
		EndColumn int        `json:"endColumn,omitempty"`
		Snippet   *sarifText `json:"snippet,omitempty"`
	}
)

// WriteSARIF writes diagnostics as a SARIF 2.1.0 log, for code scanning. Its
// rules are the catalogue of Explain; version is that of the generator and may
// be empty. Files are URIs relative to the project. Errors are those of w.
func WriteSARIF(w io.Writer, list List, version string) error {
	driver := sarifDriver{Name: "afterword", Version: version}
	index := map[Code]int{}
	for _, e := range Explain() {
		index[e.Code] = len(driver.Rules)
		driver.Rules = append(driver.Rules, sarifRule{e.Code, sarifText{e.Summary}, sarifText{e.Advice}})
	}
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: make([]sarifResult, 0, len(list))}
	for _, d := range list {
		rule, known := index[d.Code]
		if !known {
			rule = -1 // "no such rule", SARIF 3.27.6
		}
		run.Results = append(run.Results, sarifOf(d, rule))
	}
	run.Tool.Driver = driver
	out, err := encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	}, "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(out, '\n'))
	return err
}

func sarifOf(d Diagnostic, rule int) sarifResult {
	r := sarifResult{Rule: d.Code, RuleIndex: rule, Level: d.Severity.String(), Message: sarifText{d.Message}}
	if d.Hint != "" {
		r.Message.Text += "\n" + d.Hint
	}
	if d.File == "" {
		return r
	}
	at := sarifPhysical{Artifact: sarifArtifact{(&url.URL{Path: d.File}).String()}}
	if d.Line > 0 {
		at.Region = &sarifRegion{Line: d.Line}
		if d.Skipped == 0 && !d.Withheld {
			at.Region.Snippet = &sarifText{d.Excerpt}
		}
		if d.Column > 0 {
			at.Region.Column, at.Region.EndColumn = d.Column, d.endColumn()
		}
	}
	r.Locations = []sarifLocation{{at}}
	return r
}
