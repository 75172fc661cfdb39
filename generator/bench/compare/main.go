// Command compare measures whole builds from the outside, as somebody who types
// the command would, and prints a table in Markdown:
//
//	go run -C generator/bench ./compare -n 10000 -runs 3
//
// It builds Afterword, makes up an archive in a temporary folder and runs each of
// these as a process of its own, in an order that turns round from run to run:
//
//   - a cold build, with an empty cache and a new output folder;
//   - warm builds into that folder: with nothing changed, with a sentence added to
//     one report, and with a rule added to the style sheet, which changes every page;
//   - where Hugo is found, the site of package hugo from the same reports, and
//     where Pagefind is found, its index of that site.
//
// Of each it takes the wall time from start to end, the processor time of the
// process and its children, the most memory that one of these had in use, and
// bytes and files of the output without Afterword's own files. Archives are read
// once before each command, and what was written before is flushed to the disk: the
// figures are of a machine that has the archive in memory and is otherwise idle. What
// is not measured: the first read from a disk, the flushing of what a command
// wrote, and, with Hugo, what it does not make (see package hugo).
//
// On Linux a process begins with the peak memory of the one that started it, here
// 10 to 20 MiB: smaller figures than that do not occur.
//
//	go run -C generator/bench ./compare -grow 1000,10000,100000
//
// prints how a cold build grows with the archive, and
//
//	go run -C generator/bench ./compare -profile ../../cmd/afterword/default.pgo
//
// renews the profile that the Go compiler optimises Afterword with: that of three
// cold builds and one after an edit.
//
// Relative paths start at generator/bench. Nothing is installed, no network is used, and all files but the profile are
// temporary. The environment of the programs is the caller's without what steers
// them: AFTERWORD_*, HUGO_*, PAGEFIND_*, GOGC, GOMEMLIMIT, GODEBUG, GOFLAGS and
// SOURCE_DATE_EPOCH. GOMAXPROCS stays, and is printed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	interrupted := ctx.Err() != nil
	stop()
	switch {
	case err == nil:
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case interrupted:
		fmt.Fprintln(os.Stderr, "compare: interrupted; the temporary files are gone")
		os.Exit(130)
	default:
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// off as the name of a program leaves it out.
const off = "off"

// options are the flags.
type options struct {
	reports, runs             int
	corpus                    string
	afterword, hugo, pagefind string // files; "" looks for them
	grow                      []int  // sizes, ascending
	rest                      time.Duration
	profile                   string
}

// parse reads the flags. Usage is printed to stderr where they ask for it.
func parse(args []string, stderr io.Writer) (opt options, err error) {
	f := flag.NewFlagSet("compare", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.IntVar(&opt.reports, "n", 10000, "`postmortems` in the archive")
	f.IntVar(&opt.runs, "runs", 3, "how `often` each is measured")
	f.DurationVar(&opt.rest, "rest", 0, "how long to wait before each site; a minute lets ext4 forget files that were removed")
	f.StringVar(&opt.corpus, "corpus", "", "take a copy of the archive in `DIR`/content instead of making one up")
	f.StringVar(&opt.afterword, "afterword", "", "measure the program in `FILE` instead of building it")
	f.StringVar(&opt.hugo, "hugo", "", "Hugo is in `FILE` (default: as PATH finds it), or left out: off")
	f.StringVar(&opt.pagefind, "pagefind", "", "Pagefind is in `FILE` (default: as PATH finds it), or left out: off")
	f.StringVar(&opt.profile, "profile", "", "write a profile for the Go compiler to `FILE`; nothing is compared")
	grow := f.String("grow", "", "measure cold builds of so many postmortems each: `N,N,…`; nothing is compared")
	if err := f.Parse(args); err != nil {
		return opt, err
	}
	set := map[string]bool{}
	f.Visit(func(f *flag.Flag) { set[f.Name] = true })
	switch {
	case f.NArg() > 0:
		return opt, fmt.Errorf("%q is no flag", f.Arg(0))
	case opt.reports < 1:
		return opt, fmt.Errorf("-n %d: at least one postmortem is needed", opt.reports)
	case opt.runs < 1:
		return opt, fmt.Errorf("-runs %d: at least one is needed", opt.runs)
	case set["n"] && set["corpus"]:
		return opt, errors.New("-n and -corpus: the archive is either made up or given")
	case set["grow"] && set["profile"]:
		return opt, errors.New("-grow and -profile cannot be had in one")
	case set["grow"] && (set["n"] || set["corpus"]):
		return opt, errors.New("-grow names the sizes of archives that are made up: leave out -n and -corpus")
	case set["profile"] && set["runs"]:
		return opt, errors.New("-profile takes as many runs as it needs: leave out -runs")
	}
	if set["grow"] {
		opt.grow, err = sizes(*grow)
	}
	return opt, err
}

// sizes reads numbers with commas between them.
func sizes(text string) (all []int, err error) {
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("-grow %s: %q is no number of postmortems", text, part)
		}
		all = append(all, n)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// run is the whole program.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	opt, err := parse(args, stderr)
	if err != nil {
		return err
	}
	b, err := open(opt, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if b.afterword, err = b.build(ctx); err != nil {
		return err
	}
	if opt.profile != "" {
		return b.profile(ctx)
	}
	var table string
	if len(opt.grow) > 0 {
		table, err = b.grow(ctx)
	} else {
		table, err = b.compare(ctx)
	}
	if err != nil {
		return err
	}
	setting, err := b.setting(ctx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(stdout, table+"\n"+setting)
	return err
}
