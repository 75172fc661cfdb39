package search

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"afterword/generator/internal/testutil/goldentest"
)

// vector is a text with its tokens (kind, text, position, as written) and the
// stems of its words.
type vector struct {
	Text   string   `json:"text"`
	Tokens [][4]any `json:"tokens"`
	Stems  []string `json:"stems"`
}

var kinds = [...]string{"word", "piece", "whole", "pair", "last"}

func tokensOf(text string) (tokens [][4]any, stems []string) {
	normal := norm.NFC.String(text)
	tokens = [][4]any{}
	for _, k := range tokenize(normal) {
		tokens = append(tokens, [4]any{kinds[k.kind], k.text, float64(k.position), normal[k.start:k.end]})
	}
	for _, w := range strings.Split(text, " ") {
		stems = append(stems, stem(w))
	}
	return tokens, stems
}

func TestTokens(t *testing.T) {
	data, err := os.ReadFile("testdata/tokens.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(vectors))
	for i, v := range vectors {
		v.Tokens, v.Stems = tokensOf(v.Text)
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		lines[i] = string(line)
	}
	goldentest.Equal(t, "testdata/tokens.json", "[\n"+strings.Join(lines, ",\n")+"\n]\n")
}

// TestModuleTokens holds the module's tokeniser to the same vectors, and to
// this one on every code point that occurs in words.
func TestModuleTokens(t *testing.T) {
	program, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the module was not tested")
	}
	data, err := os.ReadFile("testdata/tokens.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, v := range vectors {
		texts = append(texts, v.Text)
	}
	for from := rune(0x20); from < 0x30000; from += 64 {
		if from >= 0xd800 && from < 0xe000 {
			continue
		}
		var b strings.Builder
		for r := from; r < from+64; r++ {
			// Newer Unicode may know more characters, and has made U+1171E a spacing mark.
			if r != 0x1171E && unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z) {
				b.WriteString("a" + string(r) + "b ")
			}
		}
		if b.Len() > 0 {
			texts = append(texts, b.String())
		}
	}
	in, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "testdata/tokens.mjs")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct {
		Tokens [][4]any `json:"tokens"`
		Stems  []string `json:"stems"`
	}
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		tokens, stems := tokensOf(text)
		if !slices.Equal(answers[i].Tokens, tokens) {
			for k := range min(len(tokens), len(answers[i].Tokens)) {
				if tokens[k] != answers[i].Tokens[k] {
					t.Errorf("%.40q: the module has %q, want %q", text, answers[i].Tokens[k], tokens[k])
					break
				}
			}
		}
		if !slices.Equal(answers[i].Stems, stems) {
			t.Errorf("%q: the module's stems are %q, want %q", text, answers[i].Stems, stems)
		}
	}
}

// TestPlainWords puts an invisible mark into every word, so that none is plain:
// the tokens stay the same.
func TestPlainWords(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 8))
	parts := []string{"a", "the", "Word", "TLS", "x9", "42", "HTTPServer", " ", " ", " ", ". ", "-", "_", ".", "..", ",", "\n", "é", "库", strings.Repeat("k", 48), strings.Repeat("7", 49)}
	shape := func(text string) (out []string) {
		for _, k := range tokenize(text) {
			out = append(out, fmt.Sprint(k.kind, k.text, k.position, k.joined))
		}
		return out
	}
	letters := regexp.MustCompile(`[A-Za-z0-9]+`)
	for range 3000 {
		text := ""
		for range r.IntN(12) {
			text += parts[r.IntN(len(parts))]
		}
		marked := letters.ReplaceAllStringFunc(text, func(w string) string { return w[:1] + "\u00ad" + w[1:] })
		if got, want := shape(text), shape(marked); !slices.Equal(got, want) {
			t.Fatalf("%q: tokens %q, with marks %q", text, got, want)
		}
		for _, k := range tokenize(text) {
			if at := text[k.start:k.end]; k.kind == word && !strings.Contains(at, "é") && !strings.EqualFold(at, k.text) {
				t.Fatalf("%q: %+v stands at %q", text, k, text[k.start:k.end])
			}
		}
	}
}

func FuzzTokenize(f *testing.F) {
	f.Add("E12345 us-east-1 Café's 数据库 HTTPServer")
	f.Add("㌜") // one sign, spelt ケース
	f.Fuzz(func(t *testing.T, text string) {
		before := 0
		for _, k := range tokenize(text) {
			if k.text == "" || k.start < 0 || k.end > len(text) || k.start >= k.end {
				t.Fatalf("token %+v of %q", k, text)
			}
			if k.kind == word && k.position < before {
				t.Fatalf("positions go back in %q", text)
			}
			before = max(before, k.position)
		}
	})
}
