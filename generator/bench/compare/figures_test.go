package main

import (
	"bytes"
	"errors"
	"flag"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		of   sample
		want float64
	}{
		{nil, 0},
		{sample{4}, 4},
		{sample{9, 1}, 5},
		{sample{9, 1, 2}, 2},
		{sample{8, 1, 2, 4}, 3},
	} {
		before := slices.Clone(test.of)
		if got := test.of.median(); got != test.want {
			t.Errorf("the median of %v is %v, want %v", test.of, got, test.want)
		}
		if !slices.Equal(before, test.of) {
			t.Errorf("%v was put in order", before)
		}
	}
}

func TestShow(t *testing.T) {
	for _, test := range []struct {
		of       sample
		decimals int
		want     string
	}{
		{nil, 1, ""},
		{sample{1.25}, 1, "1.2"},
		{sample{1.21, 1.22, 1.19}, 1, "1.2"},
		{sample{1.21, 1.32, 1.19}, 2, "1.21 (1.19–1.32)"},
		{sample{12345, 999, 1000}, 0, "1,000 (999–12,345)"},
	} {
		if got := test.of.show(test.decimals); got != test.want {
			t.Errorf("%v with %d decimals: %q, want %q", test.of, test.decimals, got, test.want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, test := range []struct {
		x        float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {999.96, 1, "1,000.0"}, {123456, 0, "123,456"},
		{1234567.891, 2, "1,234,567.89"}, {-100, 0, "-100"}, {-1234, 0, "-1,234"},
	} {
		if got := decimal(test.x, test.decimals); got != test.want {
			t.Errorf("%v with %d decimals: %q, want %q", test.x, test.decimals, got, test.want)
		}
	}
}

func costOf(seconds, mebibytes int) cost {
	return cost{time.Duration(seconds) * time.Second, time.Duration(2*seconds) * time.Second, int64(mebibytes) << 20, size{int64(seconds) * 1e6, 1000 * seconds}}
}

func TestTable(t *testing.T) {
	var r results
	r[cold] = []cost{costOf(2, 100), costOf(3, 90), costOf(1, 110)}
	r[unchanged] = []cost{{wall: time.Second / 2}}
	r[withHugo] = []cost{costOf(5, 300), costOf(7, 310), costOf(6, 320)}
	r[withPagefind] = []cost{costOf(9, 200), costOf(5, 700), costOf(6, 210)}
	const want = `|  | wall, s | processor, s | peak memory, MiB | output, MB | files | wall ÷ cold |
|---|--:|--:|--:|--:|--:|--:|
| Afterword, cold | 2.00 (1.00–3.00) | 4.00 (2.00–6.00) | 100 (90–110) | 2.0 (1.0–3.0) | 2,000 (1,000–3,000) | 1.00 |
| Afterword, nothing changed | 0.50 | 0.00 | not known | 0.0 | 0 | 0.25 |
| Hugo | 6.00 (5.00–7.00) | 12.00 (10.00–14.00) | 310 (300–320) | 6.0 (5.0–7.0) | 6,000 (5,000–7,000) | 3.00 |
| Pagefind | 6.00 (5.00–9.00) | 12.00 (10.00–18.00) | 210 (200–700) | 6.0 (5.0–9.0) | 6,000 (5,000–9,000) | 3.00 |
| Hugo + Pagefind | 12.00 (12.00–14.00) | 24.00 (24.00–28.00) | 320 (300–700) | 12.0 (12.0–14.0) | 12,000 (12,000–14,000) | 6.00 |
`
	if got := r.table(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestGrowth(t *testing.T) {
	all := [][]cost{{costOf(1, 100)}, {costOf(12, 800), costOf(10, 900), costOf(11, 850)}}
	const want = `| postmortems | wall, s | µs each | µs each further | peak memory, MiB | KiB each | KiB each further | output, MB | bytes each | bytes each further |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
| 1,000 | 1.00 | 1,000 |  | 100 | 102.4 |  | 1.0 | 1,000 |  |
| 10,000 | 11.00 (10.00–12.00) | 1,100 | 1,111 | 850 (800–900) | 87.0 | 85.3 | 11.0 (10.0–12.0) | 1,100 | 1,111 |
`
	if got := growth([]int{1000, 10000}, all); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := growth([]int{10}, [][]cost{{{wall: time.Second}}}); !strings.Contains(got, "| not known | 0.0 |  |") {
		t.Errorf("without memory:\n%s", got)
	}
}

func TestParse(t *testing.T) {
	got, err := parse([]string{"-grow", "1000, 10,1000", "-runs", "2", "-hugo", "off"}, nil)
	if want := (options{reports: 10000, runs: 2, hugo: off, grow: []int{10, 1000}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	for args, want := range map[string]string{
		"-n 0":                     "-n 0: at least one postmortem is needed",
		"-runs 0":                  "-runs 0: at least one is needed",
		"-n 5 -corpus x":           "-n and -corpus: ",
		"-grow 10 -n 5":            "-grow names the sizes",
		"-grow 10,x":               `-grow 10,x: "x" is no number`,
		"-grow 10,":                `-grow 10,: "" is no number`,
		"-grow 0":                  `-grow 0: "0" is no number`,
		"-grow 10 -profile x":      "-grow and -profile ",
		"-profile x -runs 2":       "-profile takes as many runs",
		"compare":                  `"compare" is no flag`,
		"-afterword x -runs 1 -n9": "flag provided but not defined",
	} {
		var usage bytes.Buffer
		if _, err := parse(strings.Fields(args), &usage); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
	var usage bytes.Buffer
	if _, err := parse([]string{"-h"}, &usage); !errors.Is(err, flag.ErrHelp) || !strings.Contains(usage.String(), "-grow") {
		t.Errorf("-h gives %v and prints\n%s", err, &usage)
	}
}

func TestAgain(t *testing.T) {
	for _, test := range []struct{ args, cores, want string }{
		{"", "", "-n 10000 -runs 3"},
		{"-hugo programs/hugo -afterword programs/afterword -pagefind off", "", "-n 10000 -runs 3 -pagefind off"},
		{"-grow 1000,20", "", "-grow 20,1000 -runs 3"},
		{"-corpus archives/ours -runs 5", "", "-corpus archives/ours -runs 5"},
	} {
		opt, err := parse(strings.Fields(test.args), nil)
		if got := again(opt, test.cores); err != nil || got != "go run -C generator/bench ./compare "+test.want {
			t.Errorf("%s: %s, %v", test.args, got, err)
		}
	}
	if got := again(options{reports: 1, runs: 1}, "2"); got != "GOMAXPROCS=2 go run -C generator/bench ./compare -n 1 -runs 1" {
		t.Error(got)
	}
}

func TestEnvironment(t *testing.T) {
	all := []string{
		"PATH=/bin", "AFTERWORD_JOBS=1", "HOME=/root", "GOGC=off", "GOMEMLIMIT=1", "HUGO_MINIFY=1", "PAGEFIND_SITE=x", "GODEBUG=x=1",
		"GOFLAGS=-race", "SOURCE_DATE_EPOCH=0", "GOMAXPROCS=2", "AFTERWORDS=kept", "gogc=10",
	}
	want := []string{"PATH=/bin", "HOME=/root", "GOMAXPROCS=2", "AFTERWORDS=kept"}
	if got := environment(all); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTail(t *testing.T) {
	long := strings.Repeat("ä", 5000)
	if got := tail(long); len(got) > 2010 || !strings.HasPrefix(got, "\n…ä") || !strings.HasSuffix(got, "ä") {
		t.Errorf("%d bytes: %.20q", len(got), got)
	}
	if tail(" \n") != "" || tail("a\n") != "\na" {
		t.Error("short texts are kept, empty ones left out")
	}
}
