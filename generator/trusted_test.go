package generator_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// What reaches a browser unescaped, the disk, the network or another program
// does so in few places. Read each list here when you review one.

// trusted is the file in which text may become HTML, scripts or addresses
// without being escaped.
const trusted = "generator/internal/theme/trusted.go"

// safeTypes are what html/template does not escape.
var safeTypes = []string{"HTML", "HTMLAttr", "CSS", "JS", "JSStr", "Srcset", "URL"}

// TestTrusted promises that text becomes HTML, script or an address without
// being escaped in trusted.go only: by a conversion, by a variable or constant
// of such a type, or by reflection.
func TestTrusted(t *testing.T) {
	found := 0
	for _, f := range program(t) {
		safe := func(e ast.Expr) bool {
			name, ok := f.selected(e, "html/template")
			return ok && slices.Contains(safeTypes, name)
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if !safe(ast.Unparen(n.Fun)) {
					break
				}
				if found++; f.path != trusted {
					t.Errorf("%s: a conversion that belongs into %s", f.at(n), trusted)
				}
			case *ast.ValueSpec:
				if n.Type != nil && safe(n.Type) && len(n.Values) > 0 {
					t.Errorf("%s: a value that belongs into %s", f.at(n), trusted)
				}
			case *ast.TypeSpec:
				if safe(n.Type) {
					t.Errorf("%s: another name of a type that is not escaped", f.at(n))
				}
			case *ast.SelectorExpr:
				if name, ok := f.selected(n, "reflect"); ok && (name == "MakeFunc" || name == "NewAt") {
					t.Errorf("%s: reflect.%s", f.at(n), name)
				}
			}
			return true
		})
	}
	if found == 0 {
		t.Errorf("%s has no conversion: this test looks for the wrong thing", trusted)
	}
}

// writers are the packages that change files: the site's, those
// of a new archive or report or of an import, and profiles.
var writers = []string{"publish", "importer", "generator", "cmd"}

// TestWriters promises that no other package can change a file by its path.
// Packages below only get an os.Root, and read through it.
func TestWriters(t *testing.T) {
	changes := []string{
		"Create", "CreateTemp", "WriteFile", "OpenFile", "Mkdir", "MkdirAll", "MkdirTemp", "Remove", "RemoveAll", "Rename",
		"Symlink", "Link", "Chmod", "Chown", "Lchown", "Chtimes", "Truncate", "CopyFS", "Chdir",
	}
	seen := 0
	for _, f := range program(t) {
		ast.Inspect(f.File, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			if name, ok := f.selected(e, "os"); ok && slices.Contains(changes, name) {
				seen++
				if !slices.Contains(writers, f.pkg()) {
					t.Errorf("%s: os.%s", f.at(n), name)
				}
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no file is written: this test looks for the wrong thing")
	}
}

// TestRoots promises that a package which is given an os.Root to read from
// does not write through it.
func TestRoots(t *testing.T) {
	changes := []string{"WriteFile", "MkdirAll", "RemoveAll", "Symlink", "Chmod", "Chtimes", "Lchown"} // names that nothing else here has
	for _, f := range program(t) {
		if slices.Contains(writers, f.pkg()) {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(changes, s.Sel.Name) {
				t.Errorf("%s: %s", f.at(n), s.Sel.Name)
			}
			return true
		})
	}
}

// TestNetwork promises that the program listens in one file, whose addresses
// are loopback or named by hand, and connects in two others: one asks for what check --external
// is to ask for and refuses what is not public, one reads the site that verify was given.
func TestNetwork(t *testing.T) {
	network := map[string][]string{
		"net": {
			"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialUnix", "DialIP", "Dialer", "Resolver", "DefaultResolver", "LookupHost", "LookupAddr", "LookupIP", "LookupCNAME",
			"LookupTXT", "LookupMX", "LookupNS", "LookupSRV", "LookupPort", "Listen", "ListenTCP", "ListenUDP", "ListenUnix", "ListenPacket", "ListenConfig", "ListenIP",
		},
		"net/http": {
			"Get", "Head", "Post", "PostForm", "Client", "DefaultClient", "Transport", "DefaultTransport", "NewRequest", "NewRequestWithContext",
			"ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS", "Server", "DefaultServeMux", "Handle", "HandleFunc",
		},
		"crypto/tls": {"Dial", "DialWithDialer", "Dialer", "Client", "Listen", "NewListener", "Server"},
	}
	allowed := map[string][]string{
		"generator/internal/serve/listen.go":     {"net.Listen", "net/http.Server"},
		"generator/internal/linkcheck/client.go": {"net.Dialer", "net/http.Client", "net/http.Transport", "net/http.NewRequestWithContext"},
		"generator/internal/verify/web.go":       {"net.Dialer", "net/http.Client", "net/http.Transport", "net/http.NewRequestWithContext"},
	}
	used := map[string]bool{}
	for _, f := range program(t) {
		ast.Inspect(f.File, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			for library, names := range network {
				name, ok := f.selected(e, library)
				if !ok || !slices.Contains(names, name) {
					continue
				}
				if slices.Contains(allowed[f.path], library+"."+name) {
					used[f.path+" "+library+"."+name] = true
					continue
				}
				t.Errorf("%s: %s.%s", f.at(n), library, name)
			}
			return true
		})
	}
	for path, names := range allowed {
		for _, name := range names {
			if !used[path+" "+name] {
				t.Errorf("%s does not use %s: this test looks for the wrong thing", path, name)
			}
		}
	}
}

// programs are the files that may start another program: the editor of a new
// report, the browser that shows a site, and git. None is given what a file of
// the archive says.
var programs = []string{"cmd/afterword/new.go", "cmd/afterword/serve.go", "generator/revision.go", "generator/history.go"}

// TestPrograms promises that nothing else does, that no code is loaded or
// called past the type checker, and that nothing is written in C.
func TestPrograms(t *testing.T) {
	for _, f := range program(t) {
		for _, spec := range f.Imports {
			switch path := strings.Trim(spec.Path.Value, `"`); path {
			case "os/exec":
				if !slices.Contains(programs, f.path) {
					t.Errorf("%s imports %s", f.path, path)
				}
			case "plugin", "unsafe", "C", "encoding/gob", "net/rpc", "net/smtp", "archive/zip", "archive/tar":
				if path == "archive/zip" && f.path == "generator/internal/calendar/zones.go" {
					continue // the time zone database of the binary itself
				}
				if path == "archive/tar" && f.path == "generator/revision.go" {
					continue // what git writes, unpacked below an os.Root
				}
				t.Errorf("%s imports %s", f.path, path)
			}
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				for _, library := range []string{"os", "syscall", "golang.org/x/sys/unix"} {
					if name, ok := f.selected(e, library); ok && slices.Contains([]string{"StartProcess", "ForkExec", "Exec", "ForkLock"}, name) {
						t.Errorf("%s: %s.%s", f.at(n), library, name)
					}
				}
			}
			return true
		})
	}
}

// program is every file that is part of the program: no tests, and nothing that only they use.
func program(t *testing.T) []source {
	t.Helper()
	return slices.DeleteFunc(sources(t, 0), func(f source) bool {
		return strings.HasSuffix(f.path, "_test.go") || onlyTests(f.pkg())
	})
}
