package endtoend_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The Nu Html Checker finds no error on any page. It needs Java and a file
// that is too large to keep here; VNU_JAR names it.
func TestNuHTMLChecker(t *testing.T) {
	jar := os.Getenv("VNU_JAR")
	if jar == "" {
		t.Skip("VNU_JAR does not name the jar of the Nu Html Checker")
	}
	folder := t.TempDir()
	for name := range archives {
		for _, f := range site(t, name, "/").tree {
			if f.Open != nil || !strings.HasSuffix(f.Path, ".html") {
				continue
			}
			lay(t, folder, name+"/"+f.Path, string(f.Data))
		}
	}
	out, err := exec.Command("java", "-jar", jar, "--errors-only", "--skip-non-html", folder).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		t.Error(strings.TrimSpace(strings.ReplaceAll(line, "file:"+folder+"/", "")))
	}
	if err != nil && len(out) == 0 {
		t.Error(err)
	}
}
