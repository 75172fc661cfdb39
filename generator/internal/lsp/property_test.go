package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

var sequences = flag.Int("sequences", 2, "how many sequences of edits are tried")

// pieces are what is typed: words of front matter, of bodies, of archive.yaml, and what is hard to count.
var pieces = []string{
	"\n", "\r\n", "😀", "日本", "é", "e\u0301", "---\n", "+++\n", "title: ", "services: [api]\n", "services: [web, none]\n", "severity: major\n", "date: 2024-02-30\n",
	"impact:\n  - start: 2024-01-01T00:00:00Z\n    end: 2024-01-01T02:00:00Z\n    level: partial_outage\n", "related: [2024/b]\n", "causes: [dns]\n", "draft: true\n",
	"[b](b.md)", "[b](b.md#none)", "![x](x.png)", "# Head\n", "\x00", "\ufeff", "  - id: web\n", "timezone: Nowhere\n", "{", "}", "\"", "terms: {causes: {dns: {synonyms: [DNS!]}}}\n",
	"edition: public\n", "rules: [{require: [summary]}]\n", " ", "",
}

// TestSequences promises that after any edits, openings and closings the server knows of the very problems that a check of
// the same texts finds.
func TestSequences(t *testing.T) {
	report := func(title, more string) string {
		return "---\ntitle: " + title + "\ndate: 2024-05-02\nservices: [api]\n" + more + "---\n\n## What\n\nText.\n"
	}
	for n := range *sequences {
		random := rand.New(rand.NewPCG(uint64(n), 7))
		disk := map[string]string{
			"archive.yaml":   "title: A\ntimezone: UTC\nservices:\n  - id: api\n",
			"2024/a.md":      report("A", "causes: [dns]\n"),
			"2024/b.md":      report("B", "related: [2024/a]\n"),
			"2024/c.md":      "+++\ntitle = \"C\"\ndate = 2024-05-02\n+++\n\n[a](a.md#what)\n",
			"pages/about.md": "---\ntitle: About\n---\n\n[a](../2024/a.md)\n",
		}
		dir := filepath.Join(t.TempDir(), "content")
		writeAll(t, dir, disk)
		e := edit(t, dir)
		names := []string{"archive.yaml", "2024/a.md", "2024/b.md", "2024/c.md", "pages/about.md", "2024/new.md"}
		held := map[string]*document{}
		for step := range 40 {
			name := names[random.IntN(len(names))]
			doc := held[name]
			switch {
			case doc == nil:
				text, ok := disk[name]
				if !ok {
					text = report("New", "")
				}
				e.open(name, text)
				held[name] = newDocument("", name, nil, text, false)
			case random.IntN(12) == 0:
				e.close(name)
				delete(held, name)
			default:
				at := func() position {
					p := doc.position(random.IntN(len(doc.src.Text()) + 1))
					p.Character += random.IntN(40) / 39 * 100 // now and then beyond the line
					return p
				}
				from := at()
				to := from
				if random.IntN(3) == 0 {
					to.Character += random.IntN(12)
				}
				c := contentChange{&span{from, to}, pieces[random.IntN(len(pieces))]}
				if random.IntN(10) == 0 {
					c = contentChange{Text: disk[name]} // as it was
				}
				e.change(name, step+2, c)
				held[name] = doc.edit(step+2, []contentChange{c})
			}
			if step%8 == 7 {
				texts := map[string]string{}
				for name, text := range disk {
					texts[name] = text
				}
				for name, d := range held {
					texts[name] = d.text
				}
				e.same(texts)
			}
		}
		_ = e.conn.Close()
	}
}

// FuzzMessages promises that no message, and no sequence of bytes, ends the server or makes it fail inside.
func FuzzMessages(f *testing.F) {
	for method := range strings.FieldsSeq("textDocument/completion textDocument/hover textDocument/definition textDocument/references textDocument/rename textDocument/prepareRename textDocument/codeAction textDocument/codeLens textDocument/documentSymbol textDocument/foldingRange") {
		f.Add(method, `{"textDocument":{"uri":"URI"},"position":{"line":3,"character":12},"newName":"x"}`, "---\ntitle: A\nservices: [a😀]\n")
		f.Add(method, `{"textDocument":{"uri":"URI"},"position":{"line":-3,"character":-12}}`, "{\"title\": \"")
	}
	f.Add("textDocument/didChange", `{"textDocument":{"uri":"URI","version":2},"contentChanges":[{"range":{"start":{"line":9,"character":9},"end":{"line":0,"character":0}},"text":"x"}]}`, "+++\na = [")
	dir := filepath.Join(f.TempDir(), "content")
	writeAll(f, dir, map[string]string{"archive.yaml": "title: A\nservices: [{id: a}]\n", "2024/a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n"})
	uri := uriOf(filepath.Join(dir, "2024/a.md"))
	fromServer, toClient := io.Pipe()
	reader, toServer := io.Pipe()
	go func() {
		err := Run(context.Background(), Options{Open: func(string) (Archive, error) { return archiveOf(dir), nil }}, reader, toClient)
		_ = toClient.CloseWithError(fmt.Errorf("the server ended: %w", err))
	}()
	r := bufio.NewReader(fromServer)
	id := 0
	f.Fuzz(func(t *testing.T, method, params, text string) {
		if method == "exit" || method == "shutdown" || strings.Contains(strings.ToLower(text+params), "content-length") {
			return
		}
		var in bytes.Buffer
		send := func(message string) { fmt.Fprintf(&in, "Content-Length: %d\r\n\r\n%s", len(message), message) }
		quoted, _ := json.Marshal(text)
		params = strings.ReplaceAll(params, "URI", uri)
		name, _ := json.Marshal(method)
		id += 3
		send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"initialize","params":{"rootUri":"%s"}}`, id, uriOf(filepath.Dir(dir))))
		send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + uri + `","version":1,"text":` + string(quoted) + `}}}`)
		in.WriteString(text + "\n\n" + params + "\n\n") // garbage between messages
		send(params)
		send(`{"jsonrpc":"2.0","method":` + string(name) + `,"params":` + params + `}`)
		send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%s,"params":%s}`, id+1, name, params))
		send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"textDocument/documentSymbol","params":{"textDocument":{"uri":"%s"}}}`, id+2, uri))
		go func() { _, _ = toServer.Write(in.Bytes()) }()
		for {
			var m struct {
				ID    any
				Error struct{ Message string }
			}
			if err := (frames{}).ReadObject(r, &m); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(m.Error.Message, "internal error") {
				t.Fatal(m.Error.Message)
			}
			if m.ID == float64(id+2) {
				break
			}
		}
	})
}
