package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/urls"
)

// A version is a snapshot as it is served: pages carry the script that keeps
// them up to date, and know what they are made of.
type version struct {
	snapshot *pipeline.Snapshot
	still    bool
	pages    sync.Map // output path → *page
	sums     sync.Map // output path → string
}

func newVersion(s *pipeline.Snapshot, still bool) *version {
	return &version{snapshot: s, still: still}
}

// outputFile is the file that a request for a site path is answered with.
func (v *version) outputFile(site string) string {
	name := urls.OutputFile(site)
	for _, candidate := range []string{name, name + ".html", strings.TrimSuffix(name, "/") + "/index.html"} {
		if v.snapshot.Has(candidate) {
			return candidate
		}
	}
	return urls.OutputFile(urls.NotFound)
}

// A page is an HTML file with what it shows.
type page struct {
	once sync.Once
	file publish.File
	ok   bool
	err  error
	// id changes whenever anything does that the page shows: "HTML-ASSETS", two hashes.
	id string
	// assets are the files of the site that it shows: path with the base path → hash.
	assets map[string]string
}

// memory is up to how many bytes a copied file is read at once, so that its
// hash is that of the bytes which are sent.
const memory = 8 << 20

// page returns an HTML file, with the script in it.
func (v *version) page(path string) *page {
	kept, _ := v.pages.LoadOrStore(path, new(page))
	p := kept.(*page)
	p.once.Do(func() {
		p.file, p.ok, p.err = v.plain(path)
		if p.err != nil || !p.ok || v.still || p.file.Open != nil {
			return
		}
		p.assets = v.assets(p.file)
		p.id = identify(p.file.Data, p.assets)
		p.file.Data = inject(p.file.Data, v.snapshot.Loaded.Base.Path(ownPath+"reload.js"), p.id)
		p.file.Size = int64(len(p.file.Data))
	})
	return p
}

// plain returns a file as it will be published.
func (v *version) plain(path string) (publish.File, bool, error) {
	f, ok, err := v.snapshot.File(path)
	if err != nil || !ok || f.Open == nil || f.Size > memory {
		return f, ok, err
	}
	in, err := f.Open()
	if err != nil {
		return f, false, nil // it has gone, and the next build will know
	}
	defer in.Close() // it was only read
	if f.Data, err = io.ReadAll(io.LimitReader(in, memory+1)); err != nil || len(f.Data) > memory {
		return f, ok, err
	}
	f.Open, f.Size = nil, int64(len(f.Data))
	return f, ok, nil
}

// assets finds what a page shows of the site's own files.
func (v *version) assets(f publish.File) map[string]string {
	found := map[string]string{}
	base := v.snapshot.Loaded.Base
	here, err := url.Parse(base.Path(urls.SitePath(f.Path)))
	if err != nil {
		return found
	}
	z := html.NewTokenizer(bytes.NewReader(f.Data))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
		default:
			continue
		}
		target := shown(z.Token())
		if target == "" {
			continue
		}
		u, err := here.Parse(target)
		if err != nil || u.Host != "" || u.Scheme != "" {
			continue
		}
		site, inside := base.Site(u.EscapedPath())
		if !inside {
			continue
		}
		if site, err = url.PathUnescape(site); err != nil {
			continue
		}
		if sum := v.sum(urls.OutputFile(site)); sum != "" {
			found[u.EscapedPath()] = sum
		}
	}
}

// shown is the address of what an element shows; "" where it shows nothing.
func shown(t html.Token) string {
	attribute := ""
	switch t.Data {
	case "img", "source", "video", "audio", "script":
		attribute = "src"
	case "link":
		for _, a := range t.Attr {
			if a.Key == "rel" && (a.Val == "stylesheet" || a.Val == "icon") {
				attribute = "href"
			}
		}
	}
	for _, a := range t.Attr {
		if a.Key == attribute {
			return a.Val
		}
	}
	return ""
}

// sum is the hash of a file, shortened; "" where there is none.
func (v *version) sum(path string) string {
	if kept, ok := v.sums.Load(path); ok {
		return kept.(string)
	}
	sum := ""
	if f, ok, err := v.plain(path); ok && err == nil {
		if s, err := f.Sum(); err == nil {
			sum = hex.EncodeToString(s[:8])
		}
	}
	v.sums.Store(path, sum)
	return sum
}

func identify(data []byte, assets map[string]string) string {
	all := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(assets)) {
		io.WriteString(all, path+" "+assets[path]+"\n") // a hash takes everything
	}
	own := sha256.Sum256(data)
	return hex.EncodeToString(own[:12]) + "-" + hex.EncodeToString(all.Sum(nil)[:4])
}

// inject puts the script at the end of the head and lets the page run it. A
// page without a head is left alone.
func inject(data []byte, script, id string) []byte {
	at := bytes.Index(data, []byte("</head>"))
	if at < 0 {
		return data
	}
	var out bytes.Buffer
	out.Grow(len(data) + 256)
	out.Write(widen(data[:at]))
	out.WriteString(`<script type="module" src="` + html.EscapeString(script) + `" data-afterword="` + id + `"></script>` + "\n")
	out.Write(data[at:])
	return out.Bytes()
}

const policyStart = `<meta http-equiv="Content-Security-Policy" content="`

// widen lets the page's own policy run scripts of this server and ask it.
func widen(head []byte) []byte {
	before, rest, ok := bytes.Cut(head, []byte(policyStart))
	if !ok {
		return head
	}
	policy, after, ok := bytes.Cut(rest, []byte(`"`))
	if !ok {
		return head
	}
	return slices.Concat(before, []byte(policyStart), []byte(allow(string(policy))), []byte(`"`), after)
}

// allow adds 'self' to what a policy says of scripts, connections and styles.
func allow(policy string) string {
	need := []string{"script-src", "connect-src", "style-src"}
	var directives []string
	for d := range strings.SplitSeq(policy, ";") {
		words := strings.Fields(html.UnescapeString(d))
		if len(words) == 0 {
			continue
		}
		if n := slices.Index(need, words[0]); n >= 0 {
			need = slices.Delete(need, n, n+1)
			words = slices.DeleteFunc(words, func(w string) bool { return w == "'none'" })
			if !slices.Contains(words, "'self'") {
				words = append(words, "'self'")
			}
		}
		directives = append(directives, strings.Join(words, " "))
	}
	for _, name := range need {
		directives = append(directives, name+" 'self'")
	}
	return strings.Join(directives, "; ")
}
