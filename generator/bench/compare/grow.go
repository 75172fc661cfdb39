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

// growth prints what each size costs: as a whole, for each postmortem, and how
// far that is from what one of the smallest size costs.
func growth(sizes []int, all [][]cost) string {
	rows := [][]string{{
		"postmortems", "wall, s", "µs each", "against the least", "peak memory, MiB", "KiB each", "against the least", "output, MB", "bytes each",
	}}
	var firstTime, firstMemory float64
	for n, costs := range all {
		of := float64(sizes[n])
		time, memoryEach := sampleOf(costs, wall).median()*1e6/of, sampleOf(costs, mebibytes).median()*1024/of
		if n == 0 {
			firstTime, firstMemory = time, memoryEach
		}
		rows = append(rows, []string{
			decimal(of, 0),
			sampleOf(costs, wall).show(2), decimal(time, 0), difference(time, firstTime),
			memory(costs), decimal(memoryEach, 1), difference(memoryEach, firstMemory),
			sampleOf(costs, megabytes).show(1), decimal(sampleOf(costs, megabytes).median()*1e6/of, 0),
		})
	}
	return markdownTable(rows)
}

// difference is how far a figure lies from another, in per cent of that.
func difference(x, from float64) string {
	if from == 0 {
		return "not known"
	}
	return fmt.Sprintf("%+.1f %%", 100*(x/from-1))
}
