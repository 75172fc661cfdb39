package endtoend_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"

	"afterword/generator/internal/testutil/goldentest"
)

// An axeFinding is a rule of axe-core and the elements that it is about.
type axeFinding struct {
	ID    string
	Nodes []struct {
		Target         []string
		FailureSummary string
	}
}

// runAxe asks for all rules of WCAG 2.2 A and AA and for good practice. The
// size of targets is a rule of WCAG 2.2 that axe leaves off by default.
const runAxe = `axe.run({
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	rules: {"target-size": {enabled: true}},
	resultTypes: ["violations", "incomplete"],
}).then(r => {
	const plain = list => list.map(f => ({ID: f.id, Nodes: f.nodes.map(n => ({Target: n.target.flat().map(String), FailureSummary: n.failureSummary}))}));
	return {Violations: plain(r.violations), Incomplete: plain(r.incomplete)};
})`

// axe-core finds nothing wrong on any type of page, in both themes and both colour schemes. What it
// cannot decide has been looked at, and stands in a golden file: -update writes it.
func TestAxe(t *testing.T) {
	for name, golden := range map[string]string{"fixture": "incomplete", "ledger": "incomplete-ledger"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			undecided := findNothing(t, site(t, name, "/repo/"), pageTypes())
			goldentest.Equal(t, "testdata/axe/"+golden+".golden", strings.Join(undecided, ""))
		})
	}
}

// findNothing runs axe-core over pages of a site, wide and light, narrow and dark. It returns what axe cannot decide.
func findNothing(t *testing.T, b built, paths []string) []string {
	t.Helper()
	script, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	v := openTab(t, b)
	call(v, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
	var undecided []string
	for _, scheme := range []struct {
		look
		width int64
	}{{light, 1440}, {dark, 360}} {
		v.look(scheme.look)
		v.width(scheme.width)
		for _, path := range paths {
			v.open(path)
			v.layOut()
			eval[struct{}](v, string(script))
			found := eval[struct{ Violations, Incomplete []axeFinding }](v, runAxe)
			for _, f := range found.Violations {
				for _, n := range f.Nodes {
					t.Errorf("%s, %s, %d px: %s: %s: %s", path, scheme, scheme.width, f.ID, strings.Join(n.Target, " "), strings.ReplaceAll(n.FailureSummary, "\n", " "))
				}
			}
			for _, f := range found.Incomplete {
				undecided = append(undecided, fmt.Sprintf("%s %s: %s\n", path, scheme, f.ID))
			}
		}
	}
	slices.Sort(undecided)
	return slices.Compact(undecided)
}
