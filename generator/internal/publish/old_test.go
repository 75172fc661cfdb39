package publish_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/publish"
)

// named is the line of a file that is named by its content.
func named(content string) string {
	return fmt.Sprintf("assets/site.%.8x.css %s", sha256.Sum256([]byte(content)), content)
}

// Two builds alternate, as a preview and a release may: whatever page a reader
// has open, of the site now or of the one before, its style sheet is there.
func TestNamedByContentStaysForOneMoreBuild(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		sites := [][]string{{"index.html A", named("red")}, {"index.html B", named("blue")}}
		publishTree(t, site(t, sites[0]...), dir)
		blue := func() os.FileInfo {
			name, _, _ := strings.Cut(named("blue"), " ")
			return stats(t, dir, name)[0]
		}
		var first os.FileInfo
		for round := 1; round < 6; round++ {
			report := publishTree(t, site(t, sites[round%2]...), dir)
			if report.Removed != 0 || len(report.Kept) != 0 {
				t.Errorf("round %d: %+v", round, report)
			}
			holds(t, dir+"/", sorted([]string{sites[round%2][0], named("red"), named("blue")})...)
			if first == nil {
				first = blue()
			}
			if !os.SameFile(first, blue()) || !first.ModTime().Equal(blue().ModTime()) {
				t.Errorf("round %d: the style sheet is another file", round)
			}
		}
		// The third site drops the one that is not used any more.
		publishTree(t, site(t, "index.html C", named("green")), dir)
		holds(t, dir+"/", sorted([]string{"index.html C", named("green"), named("blue")})...)
		// A build without changes drops none: no reader had the time to load another page.
		if report := publishTree(t, site(t, "index.html C", named("green")), dir); report.Method != publish.Unneeded {
			t.Errorf("%+v", report)
		}
		holds(t, dir+"/", sorted([]string{"index.html C", named("green"), named("blue")})...)
		report := publishTree(t, site(t, "index.html D", named("green")), dir)
		if report.Removed != 1 {
			t.Errorf("%+v", report)
		}
		holds(t, dir+"/", sorted([]string{"index.html D", named("green")})...)
	})
}

// An old file gives way, and one that was changed is not ours any more.
func TestOldFilesGiveWay(t *testing.T) {
	ways(t, func(t *testing.T, dir, _ string) {
		path, _, _ := strings.Cut(named("red"), " ")
		publishTree(t, site(t, "index.html A", named("red")), dir)
		publishTree(t, site(t, "index.html B", path+"/index.html page"), dir)
		holds(t, dir+"/", path+"/index.html page", "index.html B")
		publishTree(t, site(t, "index.html A", named("red")), dir)
		publishTree(t, site(t, "index.html B"), dir)
		publishTree(t, site(t, "index.html C", "assets page"), dir)
		holds(t, dir+"/", "assets page", "index.html C")

		publishTree(t, site(t, "index.html A", named("red")), dir)
		publishTree(t, site(t, "index.html B"), dir)
		write(t, dir+"/"+path, "mine")
		report := publishTree(t, site(t, "index.html C"), dir)
		if !slices.Contains(report.Kept, "assets/") || len(report.Notes) == 0 {
			t.Errorf("%+v", report)
		}
		holds(t, dir+"/", path+" mine", "index.html C")
	})
}
