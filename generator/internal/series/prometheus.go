package series

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"afterword/generator/internal/diag"
)

// An answer is what Prometheus says to a query_range.
// https://prometheus.io/docs/prometheus/latest/querying/api/
type answer struct {
	Status, Error string
	Data          struct {
		ResultType string
		Result     []result
	}
}

// A result is one series of an answer.
type result struct {
	Metric     map[string]string
	Values     [][]json.RawMessage // [time, "value"]
	Histograms []json.RawMessage
}

// prometheus reads an answer, or the bare list of results that promtool prints.
func (r *reader) prometheus() {
	text := r.src.Text()
	a := answer{Status: "success"}
	a.Data.ResultType = "matrix"
	var err error
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		err = json.Unmarshal([]byte(text), &a.Data.Result)
	} else {
		err = json.Unmarshal([]byte(text), &a)
	}
	samples := 0
	for _, s := range a.Data.Result {
		samples += len(s.Values)
	}
	refuse := func(hint, format string, args ...any) { r.errorf(diag.SeriesShape, diag.Span{}, hint, format, args...) }
	switch {
	case err != nil:
		end := int64(0)
		if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
			end = wrong.Offset
		} else if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			end = wrong.Offset
		}
		r.errorf(diag.SeriesShape, diag.Span{Start: int(max(0, end-1)), End: int(end)}, "Save the answer to /api/v1/query_range as it is.", "this is no answer of Prometheus: %v", err)
	case a.Status != "success":
		refuse("Ask again, and save the answer once it succeeds.", "Prometheus answered with an error: %s", a.Error)
	case a.Data.ResultType != "matrix":
		refuse("Ask /api/v1/query_range, which answers with a matrix.", "the answer is a %s", a.Data.ResultType)
	case len(a.Data.Result) > MaxSeries:
		refuse("Ask for fewer, or for their sum.", "the answer has %d series; %d are allowed", len(a.Data.Result), MaxSeries)
	case samples > MaxSamples:
		r.errorf(diag.ValueLimit, diag.Span{}, "Ask for a shorter time or a wider step: a drawing has room for some hundreds of samples.", "the answer has %d samples; %d are allowed", samples, MaxSamples)
	default:
		r.results(a.Data.Result)
	}
}

// results reads all samples. Their places are found from left to right, as they are written.
func (r *reader) results(all []result) {
	text, at := r.src.Text(), 0
	find := func(raw json.RawMessage) (string, diag.Span) {
		at += max(0, strings.Index(text[at:], string(raw)))
		place := diag.Span{Start: at, End: at + len(raw)}
		at = place.End
		var word string
		if json.Unmarshal(raw, &word) != nil { // a number
			return string(raw), place
		}
		return word, place
	}
	for n, result := range all {
		r.table = append(r.table, Series{Label: name(result, all)})
		if len(result.Histograms) > 0 {
			_, place := find(result.Histograms[0])
			r.errorf(diag.SeriesShape, place, "Ask for a number of it, as histogram_quantile does.", "histograms are not drawn")
		}
		for _, pair := range result.Values {
			if r.stopped() {
				return
			}
			if len(pair) != 2 {
				r.errorf(diag.SeriesShape, diag.Span{Start: at, End: at + 1}, `A sample is [time, "value"].`, "a sample has %d parts", len(pair))
				return
			}
			when, place := find(pair[0])
			word, where := find(pair[1])
			if moment, bad := r.times.read(when); bad != nil {
				r.errorf(bad.Code, place, bad.Hint, "%s", bad.Message)
			} else {
				r.add(n, moment, r.value(word, where), place)
			}
		}
	}
}

// name is the labels that tell a series from the others, else the name of its metric.
func name(of result, all []result) string {
	var own []string
	for _, label := range slices.Sorted(maps.Keys(of.Metric)) {
		if slices.ContainsFunc(all, func(other result) bool { return other.Metric[label] != of.Metric[label] }) {
			own = append(own, of.Metric[label])
		}
	}
	return cmp.Or(strings.Join(own, ", "), of.Metric["__name__"], "value")
}
