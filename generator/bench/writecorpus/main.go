// Command writecorpus writes a made-up archive of postmortems, the same bytes
// for the same flags:
//
//	go run -C generator/bench ./writecorpus -n 10000 -out DIR
//
// It writes DIR/content/archive.yaml and DIR/content/YEAR/SLUG.md. A relative DIR
// starts at generator/bench.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"

	"afterword/generator/internal/testutil/corpus"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("writecorpus: ")
	opt := corpus.Defaults()
	flag.IntVar(&opt.Reports, "n", opt.Reports, "postmortems to write")
	flag.Uint64Var(&opt.Seed, "seed", opt.Seed, "another seed gives another archive")
	flag.IntVar(&opt.Services, "services", opt.Services, "services in the archive")
	flag.IntVar(&opt.From, "from", opt.From, "first year")
	flag.IntVar(&opt.To, "to", opt.To, "last year")
	out := flag.String("out", "", "folder to write to (required)")
	flag.Parse()
	if *out == "" {
		log.Fatal("-out is required")
	}
	if flag.NArg() > 0 {
		log.Fatalf("%q is no flag", flag.Arg(0))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c, err := corpus.New(opt)
	if err == nil {
		err = c.Write(ctx, *out)
	}
	if err != nil {
		log.Fatal(err)
	}
}
