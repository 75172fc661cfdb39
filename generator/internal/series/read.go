package series

import (
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/diag"
)

// Limits of one file. They bound the time that reading takes, which grows with the size alone.
const (
	MaxBytes   = 4 << 20
	MaxSamples = 50_000 // rows of a table; samples of an answer of Prometheus, in all
	MaxSeries  = 64
	most       = 1e300 // of a value, so that the difference of two is finite
	maxErrors  = 20    // after which reading ends: they have one cause
)

// IsData reports whether a file is read by this package, by its name.
func IsData(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv", ".json":
		return true
	}
	return false
}

// Read reads a data file. zone is in force for times that carry none, and may be nil. The table may be
// used only where the list holds no errors.
func Read(src *diag.Source, zone *time.Location) (Table, diag.List) {
	r := &reader{src: src, times: times{zone: zone}}
	if strings.ToLower(path.Ext(src.File())) == ".json" {
		r.prometheus()
	} else {
		r.text()
	}
	empty := !slices.ContainsFunc(r.table, func(s Series) bool { return len(s.Samples) > 0 })
	if r.list.Errors() == 0 && empty {
		r.errorf(diag.SeriesShape, diag.Span{}, "Write a time and its values in each row, below a row of names.", "the file holds no samples")
	}
	for i := range r.table {
		r.table[i].measure()
	}
	return r.table, r.list
}

// A reader reads one file.
type reader struct {
	src    *diag.Source
	table  Table
	list   diag.List
	times  times
	warned bool // of values that are no numbers
}

func (r *reader) errorf(code diag.Code, at diag.Span, hint, format string, args ...any) {
	r.list.Add(r.src.Errorf(code, at, hint, format, args...))
}

// stopped reports whether so much is wrong that the rest is not read.
func (r *reader) stopped() bool { return r.list.Errors() >= maxErrors }

var number = regexp.MustCompile(`^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$`)

// value reads a value; NaN is one that is missing.
func (r *reader) value(text string, at diag.Span) float64 {
	word := strings.ToLower(strings.TrimLeft(text, "+-"))
	if number.MatchString(text) {
		if v, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(v) <= most {
			return v
		}
		word = "inf"
	}
	switch word {
	case "", "null", "undefined": // as Grafana writes what is missing
	case "nan", "inf", "infinity":
		if !r.warned {
			r.warned = true
			r.list.Add(r.src.Warningf(diag.SeriesValue, at, "Leave the cell empty where nothing was measured; values that are infinite cannot be drawn.",
				"%q is no number: this and others like it are left out", text))
		}
	default:
		r.errorf(diag.SeriesValue, at, hintOf(text), "%q is not a number", text)
	}
	return math.NaN()
}

var withUnit = regexp.MustCompile(`^[+-]?[\d.,]+ ?[^\d\s.,]\S*$`)

// hintOf says what may be meant by a text where a number belongs.
func hintOf(text string) string {
	switch {
	case strings.HasPrefix(text, "=") || strings.HasPrefix(text, "@"):
		return "Save the values, not the formulas that compute them."
	case strings.Count(text, ",") == 1 && number.MatchString(strings.Replace(text, ",", ".", 1)):
		return "Write a point in the place of the comma."
	case withUnit.MatchString(text):
		return "Write the number alone, and its unit in the head of the column, as in latency [ms]; in Grafana, switch “Formatted data” off."
	}
	return "Write digits and a point, or leave the cell empty where nothing was measured."
}

// add adds a sample to a series, whose times must ascend.
func (r *reader) add(series int, at int64, value float64, place diag.Span) {
	s := &r.table[series]
	if n := len(s.Samples); n > 0 && at <= s.Samples[n-1].At {
		problem, hint := "comes before the one above it", "Sort the rows by their time."
		if at == s.Samples[n-1].At {
			problem, hint = "is there twice", "Keep one row for each time, and write several series as columns."
		}
		r.errorf(diag.SeriesTime, place, hint, "the time %s %s", r.src.Text()[place.Start:place.End], problem)
		return
	}
	s.Samples = append(s.Samples, Sample{at, value})
}
