package monitor_test

import (
	"database/sql"
	"flag"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/importer/monitor"
)

var update = flag.Bool("update", false, "write the golden files")

func format(t testing.TB, name string) monitor.Format {
	t.Helper()
	for _, f := range monitor.Formats() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no format %q", name)
	return monitor.Format{}
}

// database runs statements and returns the file that SQLite makes of them.
func database(t testing.TB, statements string) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "made.db")
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA journal_mode = WAL;" + statements); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// read reads the files of an archive's folder in/.
func read(t testing.TB, f monitor.Format, a *txtar.Archive, o monitor.Options) ([]evidence.Stretch, diag.List) {
	t.Helper()
	files := fstest.MapFS{}
	var all []monitor.File
	for _, in := range a.Files {
		if !strings.HasPrefix(in.Name, "in/") {
			continue
		}
		name, data := path.Base(in.Name), in.Data
		if path.Ext(name) == ".sql" {
			name, data = strings.TrimSuffix(name, ".sql")+".db", database(t, string(data))
		}
		files[name] = &fstest.MapFile{Data: data}
		all = append(all, monitor.File{Name: "backup/" + name, Files: files, Path: name})
	}
	return monitor.Read(f, all, o)
}

// options reads "key: value" lines.
func options(t testing.TB, comment string) (name string, o monitor.Options) {
	t.Helper()
	for line := range strings.Lines(comment) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "format":
			name = value
		case "monitor":
			o.Monitor = value
		case "every":
			o.Every, _ = strconv.ParseInt(value, 10, 64)
		case "zone":
			zone, bad := calendar.LoadZone(value)
			if bad != nil {
				t.Fatal(bad)
			}
			o.Zone = zone
		case "columns":
			o.Columns = map[string]string{}
			for _, pair := range strings.Fields(value) {
				column, is, _ := strings.Cut(pair, "=")
				o.Columns[column] = is
			}
		}
	}
	return name, o
}

// written is stretches as rows, without the hashes.
func written(all []evidence.Stretch) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(calendar.RFC3339(s.Start) + " " + calendar.RFC3339(s.End) + " " + string(s.Seen) + " every " + strconv.FormatInt(s.Every, 10) + ", " + s.Source + "\n")
	}
	return b.String()
}

func TestFormats(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < 8 {
		t.Fatal(names, err)
	}
	for _, file := range names {
		t.Run(file, func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, o := options(t, string(a.Comment))
			all, list := read(t, format(t, name), a, o)
			if list.Errors() > 0 {
				t.Fatal(list)
			}
			last := &a.Files[len(a.Files)-1]
			if *update {
				last.Data = []byte(written(all))
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(last.Data), written(all)); diff != "" {
				t.Error(diff)
			}
			for path, text := range evidence.Write("shop", all) {
				if _, list := evidence.Read(path, diag.NewSource(path, text)); list.Errors() > 0 {
					t.Error(list)
				}
			}
			if again := evidence.Merge(all, all); written(again) != written(evidence.Joined(all)) {
				t.Error("a second import is not the first:\n" + written(again))
			}
		})
	}
}

// TestRefused holds that what cannot be read as it is meant is refused with what to do about it.
func TestRefused(t *testing.T) {
	const schema = `CREATE TABLE monitor(id, name, interval, maxretries, retry_interval); CREATE TABLE heartbeat(monitor_id integer, time, status);`
	for name, c := range map[string]struct{ format, file, text, message string }{
		"a backup":              {"kuma", "a.json", `{"version":"1.23.17","notificationList":[],"monitorList":[{"id":1}]}`, "it holds no history"},
		"several monitors":      {"kuma", "a.sql", schema + `INSERT INTO monitor VALUES(1,'a',60,0,0),(2,'b',60,0,0)`, "it holds 2 monitors"},
		"no monitor":            {"kuma", "a.json", `{"heartbeatList":{}}`, "it holds no monitor"},
		"another database":      {"kuma", "a.sql", `CREATE TABLE x(y)`, "it has no table monitor"},
		"a view":                {"kuma", "a.sql", `CREATE TABLE monitor(id); CREATE VIEW heartbeat AS SELECT 1`, "it has no table heartbeat"},
		"an unknown state":      {"kuma", "a.sql", schema + `INSERT INTO monitor VALUES(1,'a',60,0,0); INSERT INTO heartbeat VALUES(1,'2024-01-01 00:00:00',4)`, "the status 4"},
		"broken":                {"kuma", "a.db", "SQLite format 3\x00" + strings.Repeat("x", 9000), "the database cannot be read"},
		"no JSON":               {"gatus", "a.json", `{"results":[}`, "this is not the JSON"},
		"no zone":               {"uptimerobot", "a.json", `{"stat":"ok","monitors":[]}`, "in the zone of the account"},
		"a table":               {"uptimerobot", "a.csv", "Event,Date-Time\n", "no answer of getMonitors"},
		"a mean":                {"prometheus", "a.json", `[{"metric":{},"values":[[1772359140,"0.5"]]}]`, "neither 0 nor 1"},
		"an error":              {"prometheus", "a.json", `{"status":"error","error":"x"}`, "answered with an error"},
		"one probe":             {"csv", "a.csv", "time,seen\n2024-01-01T00:00:00Z,up\n", "how often the monitor looked"},
		"a time without a zone": {"csv", "a.csv", "time,seen\n2024-01-01 00:00:00,up\n", "has no zone"},
		"a word":                {"csv", "a.csv", "time,seen\n2024-01-01T00:00:00Z,soso\n", "neither up nor down"},
		"no columns":            {"csv", "a.csv", "when,seen\n2024-01-01T00:00:00Z,up\n", "do not say when"},
		"both":                  {"csv", "a.csv", "time,seen,every\n2024-01-01T00:00:00Z,up,60\n2024-01-01T00:00:00Z,down,60\n", "contradict each other"},
		"too much":              {"csv", "a.csv", "from,to,seen,every\n1970-01-02T00:00:00Z,2070-01-01T00:00:00Z,up,60\n", "its times are from"},
		"nothing":               {"csv", "a.csv", "", "it holds no probes"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &txtar.Archive{Files: []txtar.File{{Name: "in/" + c.file, Data: []byte(c.text)}}}
			all, list := read(t, format(t, c.format), a, monitor.Options{})
			if len(list) == 0 || !strings.Contains(list[0].Message, c.message) || !strings.HasPrefix(list[0].File, "backup/a.") && c.message != "contradict each other" || len(all) > 0 && list.Errors() == 0 {
				t.Errorf("%+v %v", list, all)
			}
		})
	}
}

// TestWriteAhead holds that a copy is refused which lacks what was written last.
func TestWriteAhead(t *testing.T) {
	files := fstest.MapFS{"kuma.db": {Data: database(t, "CREATE TABLE x(y)")}, "kuma.db-wal": {Data: []byte("x")}}
	_, list := monitor.Read(format(t, "kuma"), []monitor.File{{Name: "kuma.db", Files: files, Path: "kuma.db"}}, monitor.Options{})
	if len(list) != 1 || !strings.Contains(list[0].Hint, "VACUUM INTO") {
		t.Error(list)
	}
}
