package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/series"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/testutil/goldentest"
)

// outage is a report of an hour from 10:00 to 11:00 UTC on 1 March 2026, and samples around it by minutes from 9:30.
func outage(t *testing.T, columns string, value func(minute, column int) string) Samples {
	t.Helper()
	var b strings.Builder
	b.WriteString("time," + columns + "\n")
	for minute := range 121 {
		b.WriteString(time.Date(2026, 3, 1, 9, 30+minute, 0, 0, time.UTC).Format(time.RFC3339))
		for column := range strings.Split(columns, ",") {
			b.WriteString("," + value(minute, column))
		}
		b.WriteByte('\n')
	}
	table, list := series.Read(diag.NewSource("errors.csv", b.String()), nil)
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	at := func(hour, minute int) calendar.Time {
		return calendar.Time{Instant: time.Date(2026, 3, 1, hour, minute, 0, 0, time.UTC), Precision: calendar.Minute}
	}
	p := &postmortem.Postmortem{
		Windows: []postmortem.Window{{Start: at(10, 0), End: at(11, 0), Level: settings.MajorOutage}},
		Phases:  postmortem.Phases{Detected: at(10, 5)},
		Signal:  &postmortem.Signal{File: "errors.csv", Limit: 5},
	}
	return Samples{Title: "Errors & <more>", File: "errors.csv", Address: "/x/errors.csv", Table: table, Report: p, Zone: time.UTC, Default: time.UTC}
}

// errorsIn are few but from minute 30 to 90, and missing from 50 to 55.
func errorsIn(minute, column int) string {
	switch {
	case 50 <= minute && minute < 55:
		return ""
	case 30 <= minute && minute < 90:
		return fmt.Sprint(20*(column+1) + minute%7)
	}
	return fmt.Sprint(column)
}

// TestSamplesDrawing promises the whole of a drawing.
func TestSamplesDrawing(t *testing.T) {
	var all strings.Builder
	for _, options := range []string{"", "kind=step y=log columns=5xx", "kind=band", "kind=bars window=start-10m..end+10m"} {
		got, bad := Draw(outage(t, "5xx [%],4xx [%]", errorsIn), options)
		if bad != nil {
			t.Fatal(bad)
		}
		again, _ := Draw(outage(t, "5xx [%],4xx [%]", errorsIn), options)
		if again != got {
			t.Errorf("%s: drawn twice, it differs", options)
		}
		wellFormed(t, string(got))
		fmt.Fprintf(&all, "-- %s --\n%s\n", options, got)
	}
	goldentest.Equal(t, "testdata/samples.golden", []byte(all.String()))
}

func wellFormed(t *testing.T, markup string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(markup))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, markup)
		}
	}
}

// TestSamplesRefused promises that what cannot be drawn is refused with a hint.
func TestSamplesRefused(t *testing.T) {
	negative := func(minute, _ int) string { return fmt.Sprint(-minute) }
	for _, c := range []struct {
		options, columns string
		value            func(int, int) string
		want             string
	}{
		{"kind=pie", "a", errorsIn, "no kind"},
		{"x=log", "a", errorsIn, "no option"},
		{"y=root", "a", errorsIn, "no axis"},
		{"columns=b", "a", errorsIn, "no column"},
		{"columns=a,a,a,a,a,a,a", "a", errorsIn, "more than can be told apart"},
		{"kind=band", "a", errorsIn, "two columns"},
		{"kind=bars y=log", "a", errorsIn, "logarithmic"},
		{"kind=bars", "a", negative, "stacked from zero"},
		{"y=log columns=b", "a,b", func(minute, column int) string { return fmt.Sprint(-minute * column) }, "zero or less"},
		{"window=end..start", "a", errorsIn, "ends before"},
		{"window=start*2..end", "a", errorsIn, "no time of a window"},
		{"window=2020-01-01T00:00Z..2020-01-02T00:00Z", "a", errorsIn, "no samples"},
		{"every=often", "a", errorsIn, "often"},
	} {
		s := outage(t, c.columns, c.value)
		s.Report.Signal = nil
		if d, bad := Draw(s, c.options); bad == nil || !strings.Contains(bad.Message, c.want) || d != "" {
			t.Errorf("%s: %v, want %q", c.options, bad, c.want)
		}
	}
}

// TestSamplesHostile promises that names are text wherever they stand, and that odd times and values make no odd drawing.
func TestSamplesHostile(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 2))
	for n := range 60 {
		extreme := []float64{0, 1e-300, -1e300, 1e300, 5e-324, 1, 1e15, 123456789}[n%8]
		s := outage(t, `<script>a,b'><x`, func(minute, column int) string {
			if r.IntN(9) == 0 {
				return ""
			}
			return fmt.Sprintf("%g", (r.Float64()-float64(n%3)/4)*extreme)
		})
		s.Title = `<img src=x onerror="alert(1)">`
		for i := range s.Table {
			s.Table[i].Label = strings.Repeat(s.Table[i].Label, 1+n%3)
		}
		if n%4 == 0 {
			s.Report = nil
		}
		for _, options := range []string{"", "y=log", "kind=step", "kind=band"} {
			d, bad := Draw(s, options)
			if bad != nil {
				continue
			}
			wellFormed(t, string(d))
			if text := string(d); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "<img") || strings.Contains(text, "<script") {
				t.Fatalf("%s %s", options, text)
			}
			if len(d) > 100_000 {
				t.Fatalf("%d bytes", len(d))
			}
		}
	}
}

// TestBandOfTwoPaces promises a band of what two series share, where one has more samples than the other.
func TestBandOfTwoPaces(t *testing.T) {
	s := outage(t, "low,high", errorsIn)
	for i := range s.Table[1].Samples {
		if i%3 != 0 {
			s.Table[1].Samples[i].Value = math.NaN()
		}
	}
	s.Table[1].Samples, s.Table[1].Step = s.Table[1].Samples[:60], 180_000
	d, bad := Draw(s, "kind=band every=3m")
	if bad != nil || !strings.Contains(string(d), "Z\"") {
		t.Errorf("%v %s", bad, d)
	}
	if d, bad = Draw(s, "kind=band"); bad != nil {
		t.Error(bad)
	}
	wellFormed(t, string(d))
}

// TestLog2 promises logarithms that are right to the last of their places.
func TestLog2(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		v := math.Exp(r.Float64()*1400 - 700)
		if got, want := log2(v), math.Log2(v); got > want+1e-9 || got < want-2e-6 {
			t.Fatalf("log2(%g) = %v, want %v", v, got, want)
		}
	}
}

// TestScales promises that all values are within a scale, that its ticks ascend and are few, and how they are written.
func TestScales(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		log       bool
		want      string
	}{
		{0, 38, false, "0 10 20 30 40"}, {97.2, 99.9, false, "97 98 99 100"}, {-3, 8, false, "−5 0 5 10"}, {0, 0, false, "0 0.5 1"},
		{0, 0.00034, false, "0 0.0001 0.0002 0.0003 0.0004"}, {5, 5, false, "0 2 4 6"}, {0, 63000, false, "0 20 000 40 000 60 000 80 000"},
		{0.02, 46, true, "0.01 0.1 1 10 100"}, {1, 1, true, "1 10"}, {1e-9, 1e9, true, "0.000000001 0.00001 0.1 1000 10 000 000"},
	} {
		s := newScale(c.low, c.high, c.log)
		var labels []string
		for _, tick := range s.ticks {
			labels = append(labels, strings.ReplaceAll(tick.label, "\u00a0", " "))
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.low, c.high, got, c.want)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		low := (r.Float64() - .5) * math.Pow10(r.IntN(30)-15)
		high := low + r.Float64()*math.Pow10(r.IntN(30)-15)
		if s := newScale(low, high, false); s.low > low+math.Abs(low)*1e-9 || s.high < high-math.Abs(high)*1e-9 || len(s.ticks) > 8 {
			t.Fatalf("%v to %v: %+v", low, high, s)
		}
	}
}
