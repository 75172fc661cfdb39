package monitor_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/importer/monitor"
)

// FuzzRead reads whatever a fuzzer makes of the fixtures that are text: nothing panics, and what comes out is
// evidence that an archive can hold.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	formats := monitor.Formats()
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		kind, _ := options(f, string(a.Comment))
		for n := range formats {
			if formats[n].Name == kind && !strings.HasSuffix(a.Files[0].Name, ".sql") {
				f.Add(uint8(n), a.Files[0].Data)
			}
		}
	}
	f.Add(uint8(0), []byte(`{"heartbeatList":{"4":[{"status":1,"time":"2026-03-01 09:58:02.114","msg":"","ping":182},{"status":0,"time":"2026-03-01 09:59:02.114","msg":"","ping":null}]}}`))
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		if strings.HasPrefix(string(data), "SQLite format 3\x00") {
			return
		}
		a := &txtar.Archive{Files: []txtar.File{{Name: "in/a", Data: data}}}
		all, list := read(t, formats[int(n)%len(formats)], a, monitor.Options{Zone: time.UTC})
		if list.Errors() > 0 {
			return
		}
		for path, text := range evidence.Write("a", all) {
			if _, list := evidence.Read(path, diag.NewSource(path, text)); list.Errors() > 0 {
				t.Fatalf("%v\n%s", list, text)
			}
		}
	})
}
