// Command editor measures how long the language server makes an author wait, over a made-up
// archive, through the protocol:
//
//	go run -C generator/bench ./editor -n 1000
//
// It prints how long the first diagnostics take, and the median and the 95th percentile of completion, hover and of
// an edit up to its diagnostics. Each edit introduces or removes an unknown service, so that its diagnostics differ.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/lsp"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/testutil/corpus"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("editor: ")
	opt := corpus.Defaults()
	flag.IntVar(&opt.Reports, "n", opt.Reports, "postmortems in the archive")
	runs := flag.Int("runs", 100, "how often each is measured")
	profile := flag.String("profile", "", "file for a profile of the processor's time")
	flag.Parse()
	if *profile != "" {
		out, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(out)
		}
		if err != nil {
			log.Fatal(err)
		}
		defer pprof.StopCPUProfile()
	}
	if err := measure(opt, *runs); err != nil {
		log.Fatal(err)
	}
}

func measure(opt corpus.Options, runs int) (err error) {
	dir, err := os.MkdirTemp("", "editor")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c, err := corpus.New(opt)
	if err != nil {
		return err
	}
	if err := c.Write(context.Background(), dir); err != nil {
		return err
	}
	name, text := c.Report(opt.Reports / 2)
	uri := "file://" + filepath.Join(dir, "content", name)

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	began := time.Now()
	go func() {
		archive := lsp.Archive{Locate: func(string) string { return "" }}
		archive.Options = pipeline.Options{Content: filepath.Join(dir, "content"), Display: "content", Themes: filepath.Join(dir, "themes"), Clock: time.Now}
		err := lsp.Run(ctx, lsp.Options{Open: func(string) (lsp.Archive, error) { return archive, nil }}, fromClient, toClient)
		toClient.CloseWithError(err)
	}()
	s := &session{to: toServer, from: bufio.NewReader(fromServer)}
	s.request("initialize", map[string]any{"rootUri": "file://" + dir})
	line := slices.IndexFunc(strings.Split(text, "\n"), func(l string) bool { return strings.HasPrefix(l, "services:") })
	if line < 0 {
		return fmt.Errorf("%s names no service", name)
	}
	version := 1
	wrong := strings.Replace(text, "services: [", "services: [nonesuch, ", 1)
	s.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "version": version, "text": wrong}})
	s.until(uri, version)
	fmt.Printf("%d postmortems\nfirst diagnostics: %v\n", opt.Reports, time.Since(began).Round(time.Millisecond))

	var completion, hover, edit []time.Duration
	start := map[string]int{"line": line, "character": len("services: [")}
	for n := range runs {
		place := map[string]any{"textDocument": map[string]string{"uri": uri}, "position": map[string]int{"line": line, "character": len("services: [n")}}
		completion = append(completion, timed(func() { s.request("textDocument/completion", place) }))
		at := strings.Split(wrong, "\n")
		start2 := slices.IndexFunc(at, func(l string) bool { return strings.Contains(l, "start: ") })
		place["position"] = map[string]int{"line": start2, "character": strings.Index(at[max(0, start2)], "start: ") + 9}
		hover = append(hover, timed(func() { s.request("textDocument/hover", place) }))
		change := map[string]any{"range": map[string]any{"start": start, "end": start}, "text": "nonesuch, "}
		if n%2 == 0 {
			change = map[string]any{"range": map[string]any{"start": start, "end": map[string]int{"line": line, "character": len("services: [nonesuch, ")}}, "text": ""}
		}
		version++
		edit = append(edit, timed(func() {
			s.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": uri, "version": version}, "contentChanges": []any{change}})
			s.until(uri, version)
		}))
	}
	fmt.Printf("completion: %s\nhover: %s\nedit to diagnostics: %s\n", spread(completion), spread(hover), spread(edit))
	return s.err
}

func timed(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

func spread(all []time.Duration) string {
	slices.Sort(all)
	return fmt.Sprintf("median %v, p95 %v", all[len(all)/2].Round(10*time.Microsecond), all[len(all)*95/100].Round(10*time.Microsecond))
}

// A session is a client that does one thing after the other.
type session struct {
	to   io.Writer
	from *bufio.Reader
	id   int
	err  error // the first
}

func (s *session) send(message map[string]any) {
	message["jsonrpc"] = "2.0"
	text, err := json.Marshal(message)
	if err == nil {
		_, err = fmt.Fprintf(s.to, "Content-Length: %d\r\n\r\n%s", len(text), text)
	}
	s.err = errors.Join(s.err, err)
}

func (s *session) notify(method string, params any) {
	s.send(map[string]any{"method": method, "params": params})
}

// request asks, and waits for the answer.
func (s *session) request(method string, params any) {
	s.id++
	s.send(map[string]any{"id": s.id, "method": method, "params": params})
	for s.err == nil {
		m := s.read()
		if m.ID == float64(s.id) {
			if string(m.Result) == "null" || len(m.Error) > 0 {
				s.err = errors.Join(s.err, fmt.Errorf("%s is answered by %s%s", method, m.Result, m.Error))
			}
			return
		}
	}
}

// until waits for the diagnostics of a version of a document, or of none, which are those of a text without problems.
func (s *session) until(uri string, version int) {
	for s.err == nil {
		m := s.read()
		if m.Method == "textDocument/publishDiagnostics" && m.Params.URI == uri && m.Params.Version == version {
			return
		}
	}
}

type message struct {
	ID            any
	Method        string
	Result, Error json.RawMessage
	Params        struct {
		URI     string
		Version int
	}
}

func (s *session) read() (m message) {
	length := 0
	for {
		line, err := s.from.ReadString('\n')
		if s.err = errors.Join(s.err, err); err != nil {
			return m
		}
		if line = strings.TrimSpace(line); line == "" {
			break
		}
		if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			length, _ = strconv.Atoi(value)
		}
	}
	data := make([]byte, length)
	_, err := io.ReadFull(s.from, data)
	s.err = errors.Join(s.err, err, json.Unmarshal(data, &m))
	return m
}
