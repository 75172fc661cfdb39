package pipeline_test

import (
	"testing"

	"afterword/generator/internal/linkcheck"
)

// A service may be tracked for longer than the archive has incidents: only years that
// have a page are led to.
func TestLinksOfALongTrackedService(t *testing.T) {
	dir := t.TempDir()
	content(t, dir, "archive.yaml", "title: Outages\ntimezone: UTC\nas_of: 2020-06-01\nservices:\n  - {id: api, name: API, since: 2010-01-01}\n")
	content(t, dir, "2015/one.md", "---\ntitle: One\ndate: 2015-03-04\nservices: [api]\nstart: 2015-03-03 10:00\nend: 2015-03-03 11:00\nlevel: major_outage\n---\n")
	built, list := run(t, dir)
	if len(list) > 0 {
		t.Fatal(list)
	}
	if _, ok := built.Tree.Lookup("services/api/2015/index.html"); !ok {
		t.Error("the service has no page of its year")
	}
	for _, d := range linkcheck.Within(built.Tree, built.Loaded.Base) {
		t.Errorf("%s: %s", d.File, d.Message)
	}
}
