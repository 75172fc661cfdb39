package endtoend_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var screenshots = flag.String("screenshots", "", "write a picture of every type of page into this folder")

// TestScreenshots makes pictures to be looked at: every type of page, at three
// widths, light and dark, of the fixture in both themes and of the project's own archive.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("-screenshots names no folder")
	}
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	own := []string{"/", "/incidents/", "/incidents/2018/zuora-connect/", "/years/2018/", "/years/2013/", "/services/", "/services/connect-apps/", "/method/", "/search/"}
	for name, paths := range map[string][]string{"fixture": pageTypes(), "ledger": pageTypes(), "project": own, "one": {"/", "/years/2024/"}, "empty": {"/", "/incidents/", "/services/"}} {
		v := openTab(t, site(t, name, "/repo/"))
		for _, path := range paths {
			v.open(path)
			for _, l := range []look{light, dark} {
				v.look(l)
				for _, width := range []int64{360, 768, 1440} {
					v.width(width)
					slug := strings.ReplaceAll(strings.Trim(path, "/"), "/", "_")
					file := fmt.Sprintf("%s-%s-%d-%s.png", name, slug, width, l)
					if err := os.WriteFile(filepath.Join(*screenshots, file), v.screenshot(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}
