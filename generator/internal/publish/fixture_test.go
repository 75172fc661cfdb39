package publish_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// edition is one version of a site of 560 files: most stay the same from one to
// the next, some change, come, go, or become a folder.
func edition(n int) []string {
	var lines []string
	for i := range 560 {
		content := "page"
		if (i+n)%7 == 0 {
			content = fmt.Sprintf("page of edition %d %s", n, strings.Repeat("text ", i/10))
		}
		switch {
		case i%10 == 3 && n%3 == 0:
			continue
		case i%10 == 4 && n%2 == 0:
			lines = append(lines, fmt.Sprintf("p/%d %s", i, content)) // a file in place of a folder
		default:
			lines = append(lines, fmt.Sprintf("p/%d/index.html %s", i, content))
		}
	}
	return sorted(append(lines, fmt.Sprintf("index.html edition %d", n)))
}

// inMemory puts the folders of a test that builds again and again where no disk
// needs to learn of them.
func inMemory(t *testing.T) {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		t.Setenv("TMPDIR", "/dev/shm")
	}
}
