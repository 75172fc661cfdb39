package series_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/series"
)

func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, bad := calendar.LoadZone("Europe/Berlin")
	if bad != nil {
		t.Fatal(bad)
	}
	return zone
}

// text writes a table as label [unit]: time=value …, the times in milliseconds from 1 March 2026, 09:59 UTC.
func text(table series.Table) string {
	var b strings.Builder
	for _, s := range table {
		fmt.Fprintf(&b, "%s [%s]:", s.Label, s.Unit)
		for _, sample := range s.Samples {
			fmt.Fprintf(&b, " %d=%v", sample.At-1772359140000, sample.Value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestRead promises what is read of each format.
func TestRead(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"a.csv", "time,5xx [%],4xx (%)\n2026-03-01T09:59:00Z,1.5,2\n2026-03-01T10:00:00Z,,3\n", "5xx [%]: 0=1.5 60000=NaN\n4xx [%]: 0=2 60000=3\n"},
		{"crlf.csv", "time,a\r\n2026-03-01T09:59:00Z,1\r\n", "a []: 0=1\n"},
		{"quoted.csv", "time,\"a, b\"\n2026-03-01T09:59:00Z,\"1\"\n", "a, b []: 0=1\n"},
		{"semicolons.csv", "time;a;b\n2026-03-01 10:59;1;2\n", "a []: 0=1\nb []: 0=2\n"},
		{"tabs.tsv", "time\ta\n2026-03-01 10:59 CET\t-1e3\n", "a []: 0=-1000\n"},
		{"fractions.csv", "time,a\n2026-03-01T09:59:00.250Z,1\n2026-03-01T09:59:00.5Z,2\n", "a []: 250=1 500=2\n"},
		{"seconds.csv", "time,a\n1772359140,1\n1772359140.25,2\n", "a []: 0=1 250=2\n"},
		{"days.csv", "day,a\n2026-03-01,1\n2026-03-02,2\n", "a []: -39540000=1 46860000=2\n"},
		{"grafana.csv", "\"Time\",\"shop probe_success\",\"pay probe_success\"\r\n1772359140000,1,1\r\n1772359200000,0,undefined\r\n1772359260000,0,\r\n1772359440000,1,1",
			"shop probe_success []: 0=1 60000=0 120000=0 300000=1\npay probe_success []: 0=1 60000=NaN 120000=NaN 300000=1\n"},
		{"prometheus.json", `{"status":"success","data":{"resultType":"matrix","result":[
 {"metric":{"__name__":"probe_success","instance":"shop"},"values":[[1772359140,"1"],[1772359200.5,"0"]]},
 {"metric":{"__name__":"probe_success","instance":"pay"},"values":[[1772359140,"NaN"]]}]}}`, "shop []: 0=1 60500=0\npay []: 0=NaN\n"},
		{"promtool.json", `[{"metric":{"__name__":"up"},"values":[[1772359140,"1"]]}]`, "up []: 0=1\n"},
	} {
		table, list := series.Read(diag.NewSource(c.name, c.data), berlin(t))
		if got := text(table); got != c.want || list.Errors() > 0 {
			t.Errorf("%s: %s, want %s; %v", c.name, got, c.want, list)
		}
	}
}

// TestHostile promises that each file which cannot be drawn is refused at the place where it is wrong, with a hint.
func TestHostile(t *testing.T) {
	many := strings.Builder{}
	many.WriteString("time,a\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&many, "%d,1\n", 1_700_000_000+i)
	}
	const day = "2026-03-01T09:"
	for name, c := range map[string]struct{ data, want string }{
		"empty.csv":       {"", "0:0 error series-shape"},
		"head.csv":        {"time,a\n", "0:0 error series-shape"},
		"nohead.csv":      {"1772359140,1\n", "1:1 error series-shape"},
		"one.csv":         {"time\n1772359140\n", "1:1 error series-shape"},
		"million.csv":     {many.String(), "50002:1 error value-limit"},
		"wide.csv":        {"time" + strings.Repeat(",a", 70) + "\n", "1:1 error series-shape"},
		"twice.csv":       {"time,a,a\n", "1:8 error series-shape"},
		"nan.csv":         {"time,a\n" + day + "01:00Z,NaN\n", "2:22 warning series-value"},
		"inf.csv":         {"time,a\n" + day + "01:00Z,-Inf\n", "2:22 warning series-value"},
		"huge.csv":        {"time,a\n" + day + "01:00Z,1e999\n", "2:22 warning series-value"},
		"order.csv":       {"time,a\n" + day + "02:00Z,1\n" + day + "01:00Z,1\n", "3:1 error series-time"},
		"duplicate.csv":   {"time,a\n" + day + "02:00Z,1\n" + day + "02:00Z,1\n", "3:1 error series-time"},
		"formula.csv":     {"time,a\n" + day + "01:00Z,\"=HYPERLINK(1)\"\n", "2:23 error series-value"},
		"hex.csv":         {"time,a\n" + day + "01:00Z,0x10\n", "2:22 error series-value"},
		"zones.csv":       {"time,a\n" + day + "01:00Z,1\n2026-03-01 11:02,1\n", "3:1 error series-time"},
		"units.csv":       {"time,a\n" + day + "01:00Z,99.5%\n", "2:22 error series-value"},
		"gap.csv":         {"time,a\n2026-03-29 02:30,1\n", "2:1 error time-gap"},
		"ambiguous.csv":   {"time,a\n2025-10-26 02:30,1\n", "2:1 error time-ambiguous"},
		"micro.csv":       {"time,a\n1772359140000000,1\n", "2:1 error time-number"},
		"twelve.csv":      {"time,a\n2026-03-01 9:30 pm,1\n", "2:1 error time-12h"},
		"slashes.csv":     {"time,a\n03/04/2024 10:00,1\n", "2:1 error date-format"},
		"ragged.csv":      {"time,a,b\n" + day + "01:00Z,1\n", "2:1 error series-shape"},
		"quote.csv":       {"time,a\n" + day + "01:00Z,\"1\n", "2:1 error series-shape"},
		"bare.csv":        {"time,a\n" + day + "01:00Z,1\"\n", "2:24 error series-shape"},
		"half.json":       {`{"status":"success","data":{"result":[{"values":[[1772359140,"1"]`, "1:65 error series-shape"},
		"vector.json":     {`{"status":"success","data":{"resultType":"vector","result":[]}}`, "0:0 error series-shape"},
		"failed.json":     {`{"status":"error","error":"too many samples"}`, "0:0 error series-shape"},
		"time.json":       {`[{"values":[[1772359140,"1"],[1772359140,"2"]]}]`, "1:31 error series-time"},
		"value.json":      {`[{"values":[[1772359140,"up"]]}]`, "1:25 error series-value"},
		"pair.json":       {`[{"values":[[1772359140]]}]`, "1:1 error series-shape"},
		"grafana.json":    {`[{"schema":{},"data":{"values":[[1]]}}]`, "0:0 error series-shape"},
		"histograms.json": {`[{"values":[],"histograms":[[1,{}]]}]`, "1:29 error series-shape"},
	} {
		_, list := series.Read(diag.NewSource(name, c.data), berlin(t))
		if len(list) == 0 {
			t.Errorf("%s: nothing is reported, want %s", name, c.want)
			continue
		}
		d := list[0]
		if got := fmt.Sprintf("%d:%d %s %s", d.Line, d.Column, d.Severity, d.Code); got != c.want || d.Hint == "" || d.Line > 0 && d.Excerpt == "" {
			t.Errorf("%s: %s, want %s: %q %q", name, got, c.want, d.Message, d.Hint)
		}
		if len(list) > 25 {
			t.Errorf("%s: %d problems are listed", name, len(list))
		}
	}
}

// TestRuns promises that nothing joins what is before a gap and what is after it.
func TestRuns(t *testing.T) {
	src := "time,a\n1772359140,1\n1772359200,2\n1772359260,\n1772359320,3\n1772359380,4\n1772359500,5\n1772359560,NaN\n"
	table, _ := series.Read(diag.NewSource("a.csv", src), nil)
	var got []int
	for _, run := range table[0].Runs() {
		got = append(got, len(run))
	}
	if want := []int{2, 2, 1}; !slices.Equal(got, want) || table[0].Step != 60_000 {
		t.Errorf("runs of %v samples, want %v; the step is %d", got, want, table[0].Step)
	}
}

// TestThin promises that the first, the last, the lowest and the highest sample stay, in the order of time, and few others.
func TestThin(t *testing.T) {
	for n := range 400 {
		run := make([]series.Sample, n+1)
		for i := range run {
			run[i] = series.Sample{At: int64(i) * 1000, Value: math.Sin(float64(i*i+n)) * float64(i%17)}
		}
		for _, most := range []int{3, 4, 10, 50} {
			thin := series.Thin(run, most)
			by := func(a, b series.Sample) int { return int(max(-1, min(1, (a.Value-b.Value)*1e9))) }
			if len(thin) > max(most+2, 3) || thin[0] != run[0] || thin[len(thin)-1] != run[n] ||
				slices.MaxFunc(thin, by) != slices.MaxFunc(run, by) || slices.MinFunc(thin, by) != slices.MinFunc(run, by) {
				t.Fatalf("%d of %d: %v", len(thin), n+1, thin)
			}
			for i := 1; i < len(thin); i++ {
				if thin[i].At <= thin[i-1].At {
					t.Fatalf("not in the order of time: %v", thin)
				}
			}
		}
	}
}

// FuzzRead promises that no file makes reading panic, that times ascend and values are numbers or missing, and that
// every problem is within the file and hinted at.
func FuzzRead(f *testing.F) {
	f.Add(true, "time,a [s]\n1772359140,1\n")
	f.Add(false, `{"status":"success","data":{"result":[{"metric":{"a":"b"},"values":[[1772359140,"1"],[1,"x"]]}]}}`)
	f.Fuzz(func(t *testing.T, table bool, data string) {
		name := "a.json"
		if table {
			name = "a.csv"
		}
		src := diag.NewSource(name, data)
		read, list := series.Read(src, time.UTC)
		for _, s := range read {
			for i, sample := range s.Samples {
				if math.IsInf(sample.Value, 0) || i > 0 && sample.At <= s.Samples[i-1].At {
					t.Fatalf("sample %d of %v", i, s.Samples)
				}
			}
			s.Runs()
			s.Stretches(func(v float64) bool { return v > 1 })
		}
		for _, d := range list {
			if d.Hint == "" || d.Line > strings.Count(data, "\n")+strings.Count(data, "\r")+1 {
				t.Fatalf("%+v", d)
			}
		}
	})
}
