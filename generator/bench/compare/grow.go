package main

import (
	"context"
	"fmt"
	"slices"
)

// grow measures cold builds of archives of several sizes, the order turning
// round from run to run, and prints the table.
func (b *bench) grow(ctx context.Context) (string, error) {
	var archives []archive
	for _, n := range b.opt.grow {
		b.say("making %s", postmortems(n))
		a, err := b.makeArchive(ctx, n)
		if err != nil {
			return "", err
		}
		archives = append(archives, a)
	}
	all := make([][]cost, len(archives))
	for run := range b.opt.runs {
		order := make([]int, len(archives))
		for n := range order {
			order[n] = n
		}
		if run%2 == 1 {
			slices.Reverse(order)
		}
		for _, n := range order {
			dir, err := b.fresh(ctx, "ours")
			if err != nil {
				return "", err
			}
			took, told, err := b.afterwordBuild(ctx, archives[n], dir)
			if err != nil {
				return "", err
			}
			if told.Incidents != b.opt.grow[n] {
				return "", fmt.Errorf("%s were built, of %d", postmortems(told.Incidents), b.opt.grow[n])
			}
			all[n] = append(all[n], took)
			b.say("run %d of %d: %s: %s", run+1, b.opt.runs, postmortems(b.opt.grow[n]), brief(took))
		}
	}
	return fmt.Sprintf("Cold builds of made-up archives; medians of %d, the least and the most in parentheses.\n\n%s", b.opt.runs, growth(b.opt.grow, all)), nil
}

// growth prints what each size costs: as a whole, for each postmortem, and for
// each that it has more than the size before, which leaves out what any site costs.
func growth(sizes []int, all [][]cost) string {
	rows := [][]string{{
		"postmortems", "wall, s", "µs each", "µs each further", "peak memory, MiB", "KiB each", "KiB each further", "output, MB", "bytes each", "bytes each further",
	}}
	figures := []struct {
		show     func([]cost) string
		of       func(cost) float64
		unit     float64 // of one postmortem, in that of a whole site
		decimals int
	}{
		{func(costs []cost) string { return sampleOf(costs, wall).show(2) }, wall, 1e6, 0},
		{memory, mebibytes, 1024, 1},
		{func(costs []cost) string { return sampleOf(costs, megabytes).show(1) }, megabytes, 1e6, 0},
	}
	for n, costs := range all {
		row := []string{decimal(float64(sizes[n]), 0)}
		for _, f := range figures {
			total, further := sampleOf(costs, f.of).median(), ""
			if n > 0 {
				more := total - sampleOf(all[n-1], f.of).median()
				further = decimal(more*f.unit/float64(sizes[n]-sizes[n-1]), f.decimals)
			}
			row = append(row, f.show(costs), decimal(total*f.unit/float64(sizes[n]), f.decimals), further)
		}
		rows = append(rows, row)
	}
	return markdownTable(rows)
}
