package markdown

// Colours for code. The lexers are chroma's own files, an allow-list of them in
// lexers/: importing chroma's package of all lexers would read 279 files at
// every start, and some of those take seconds over a kilobyte of hostile text.

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/chroma/v2"
)

//go:embed lexers/*.xml
var lexerFiles embed.FS

// plainLanguages are names for text that has no colours, by intent.
var plainLanguages = map[string]bool{
	"": true, "text": true, "txt": true, "plain": true, "plaintext": true, "none": true, "log": true, "logs": true,
	"output": true, "ascii": true, "csv": true, "tsv": true, "mermaid": true, "markdown": true, "md": true, "email": true,
}

// otherNames are names that authors use and the lexers' own lists lack.
var otherNames = map[string]string{
	"shell": "bash", "console": "bash-session", "shell-session": "bash-session", "shellsession": "bash-session", "terminal": "bash-session",
	"node": "javascript", "jsonc": "json", "json5": "json", "ndjson": "json", "golang": "go", "csharp": "c#", "cs": "c#",
	"postgres": "postgresql", "pgsql": "postgresql", "psql": "postgresql", "plpgsql": "pl/pgsql", "mssql": "tsql",
	"conf": "ini", "cfg": "ini", "env": "bash", "dotenv": "bash", "gitconfig": "ini", "patch": "diff", "udiff": "diff",
	"htm": "html", "svg": "xml", "rss": "xml", "tf": "terraform", "dockerfile": "docker", "compose": "yaml", "yml": "yaml", "k8s": "yaml",
	"ps1": "powershell", "pwsh": "powershell", "erl": "erlang", "proto": "protobuf", "gql": "graphql", "gotmpl": "go-template",
	"jsx": "react", "tsx": "typescript", "unit": "systemd", "service": "systemd", "elisp": "clojure", "make": "makefile",
}

// lexers reads the heads of the lexer files, once and not before there is code
// to colour; chroma reads the rules of each on its first use.
var lexers = sync.OnceValues(func() (map[string]chroma.Lexer, error) {
	registry := chroma.NewLexerRegistry()
	names := map[string]chroma.Lexer{}
	files, err := fs.Glob(lexerFiles, "lexers/*.xml")
	if err != nil {
		return nil, fmt.Errorf("listing the lexers: %w", err)
	}
	for _, file := range files {
		lexer, err := chroma.NewXMLLexer(lexerFiles, file)
		if err != nil {
			return nil, fmt.Errorf("reading the lexer %s: %w", file, err)
		}
		registry.Register(lexer)
		config := lexer.Config()
		for _, name := range append(config.Aliases, config.Name) {
			names[strings.ToLower(name)] = lexer
		}
	}
	for name, same := range otherNames {
		if lexer, ok := names[same]; ok && names[name] == nil {
			names[name] = lexer
		}
	}
	return names, nil
})

func lexerOf(language string) chroma.Lexer {
	names, err := lexers()
	if err != nil {
		return nil // the files are embedded: a test reads them all
	}
	return names[strings.ToLower(language)]
}

// known reports whether a language has a lexer, or needs none.
func known(language string) bool {
	return plainLanguages[strings.ToLower(language)] || lexerOf(language) != nil
}

func coloured(language string) bool {
	return !plainLanguages[strings.ToLower(language)] && lexerOf(language) != nil
}

// stepTime is how long one step of a lexer may take. chroma gives up a rule
// after 250 ms and goes on as if it had not matched, which would make the page
// depend on the speed of the machine; a step that comes near it is an error
// instead. Honest code takes microseconds.
const stepTime = 200 * time.Millisecond

// blockTime is the same for a block as a whole.
const blockTime = 5 * time.Second

var errSlow = errors.New("the lexer takes too long over it")

// highlight returns code as HTML, by the lexer of a language that is coloured. A
// busy machine gets a second and a third chance.
func highlight(language, text string) ([]byte, error) {
	for try := 1; ; try++ {
		out, err := tokenise(lexerOf(language), text)
		if !errors.Is(err, errSlow) || try == 3 {
			return out, err
		}
	}
}

func tokenise(lexer chroma.Lexer, text string) (out []byte, err error) {
	defer func() {
		// chroma panics over a lexer that enters a state it does not have.
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("the lexer failed: %v", r)
		}
	}()
	next, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root"}, text)
	if err != nil {
		return nil, fmt.Errorf("starting the lexer: %w", err)
	}
	class, from, at := "", 0, 0 // of the run that is being read
	begin := time.Now()
	last := begin
	for token := next(); token != chroma.EOF; token = next() {
		now := time.Now()
		if now.Sub(last) > stepTime || now.Sub(begin) > blockTime {
			return nil, errSlow
		}
		last = now
		value := token.Value
		if at+len(value) == len(text)+1 {
			value = strings.TrimSuffix(value, "\n") // that some lexers add at the end
		}
		if !strings.HasPrefix(text[at:], value) {
			return nil, errors.New("the lexer changed it")
		}
		if c := classOf(token.Type); c != class && strings.TrimLeft(value, " \t\n") != "" { // blanks join any run
			out = appendRun(out, class, text[from:at])
			class, from = c, at
		}
		at += len(value)
	}
	if at != len(text) {
		return nil, errors.New("the lexer lost a part of it")
	}
	return appendRun(out, class, text[from:]), nil
}

// appendRun writes code of one class, where "" is plain. The blanks at its end
// stay outside of its element.
func appendRun(out []byte, class, run string) []byte {
	word := strings.TrimRight(run, " \t\n")
	if class == "" || word == "" {
		return escape(out, run)
	}
	out = append(append(append(out, `<span class="`...), class...), `">`...)
	out = append(escape(out, word), "</span>"...)
	return escape(out, run[len(word):])
}

// classOf maps chroma's 90 types of token to the ten classes of the package comment.
func classOf(t chroma.TokenType) string {
	switch t {
	case chroma.KeywordType, chroma.NameBuiltin, chroma.NameBuiltinPseudo, chroma.NameClass, chroma.NameException, chroma.NameNamespace:
		return "t"
	case chroma.KeywordConstant, chroma.NameConstant, chroma.LiteralDate:
		return "n"
	case chroma.NameFunction, chroma.NameFunctionMagic, chroma.NameDecorator, chroma.NameLabel:
		return "f"
	case chroma.NameTag, chroma.NameAttribute, chroma.NameProperty, chroma.NameEntity:
		return "a"
	case chroma.GenericInserted:
		return "gi"
	case chroma.GenericDeleted:
		return "gd"
	case chroma.GenericHeading, chroma.GenericSubheading, chroma.GenericPrompt:
		return "gh"
	case chroma.OperatorWord, chroma.OperatorReserved, chroma.NameKeyword:
		return "k"
	}
	switch t.SubCategory() {
	case chroma.LiteralString:
		return "s"
	case chroma.LiteralNumber:
		return "n"
	case chroma.NameVariable:
		return "a"
	}
	switch t.Category() {
	case chroma.Keyword:
		return "k"
	case chroma.Comment:
		return "c"
	case chroma.Literal:
		return "s"
	}
	return ""
}
