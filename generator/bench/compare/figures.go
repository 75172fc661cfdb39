package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A sample is one figure of several runs.
type sample []float64

func sampleOf(costs []cost, of func(cost) float64) sample {
	s := make(sample, len(costs))
	for n, c := range costs {
		s[n] = of(c)
	}
	return s
}

// median is the middle one, or what lies half way between the two in the middle;
// 0 where there is none.
func (s sample) median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

// show prints the median, and the least and the most where they differ when
// printed.
func (s sample) show(decimals int) string {
	if len(s) == 0 {
		return ""
	}
	median, least, most := decimal(s.median(), decimals), decimal(slices.Min(s), decimals), decimal(slices.Max(s), decimals)
	if least == most {
		return median
	}
	return fmt.Sprintf("%s (%s–%s)", median, least, most)
}

// decimal prints a number with commas between its thousands.
func decimal(x float64, decimals int) string {
	text := strconv.FormatFloat(x, 'f', decimals, 64)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, rest, _ := strings.Cut(text, ".")
	for n := len(whole) - 3; n > 0; n -= 3 {
		whole = whole[:n] + "," + whole[n:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return sign + whole + rest
}

func postmortems(n int) string {
	if n == 1 {
		return "1 postmortem"
	}
	return decimal(float64(n), 0) + " postmortems"
}

// The figures of a cost, in the units in which they are printed.

func wall(c cost) float64      { return c.wall.Seconds() }
func cpu(c cost) float64       { return c.cpu.Seconds() }
func mebibytes(c cost) float64 { return float64(c.peak) / (1 << 20) }
func megabytes(c cost) float64 { return float64(c.output.bytes) / 1e6 }
func files(c cost) float64     { return float64(c.output.files) }

// memory prints peaks, or that they are not known.
func memory(costs []cost) string {
	s := sampleOf(costs, mebibytes)
	if len(s) == 0 || slices.Min(s) == 0 {
		return "not known"
	}
	return s.show(0)
}

// brief prints what one run took, for those who wait.
func brief(c cost) string {
	text := c.wall.Round(time.Millisecond).String()
	if c.peak > 0 {
		text += fmt.Sprintf(", %.0f MiB", mebibytes(c))
	}
	return text
}

// markdownTable prints rows of cells, the first being the head. All columns but
// the first are of numbers and stand right.
func markdownTable(rows [][]string) string {
	var b strings.Builder
	for n, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if n == 0 {
			b.WriteString("|---|" + strings.Repeat("--:|", len(row)-1) + "\n")
		}
	}
	return b.String()
}
