package serve

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/search"
	"afterword/generator/internal/urls"
)

// A site is a snapshot as it is served: its pages carry the script that keeps
// them up to date, and the hashes of what they show.
type site struct {
	*pipeline.Snapshot
	script bool                          // pages carry it
	pages  sync.Map                      // output path → *page
	sums   sync.Map                      // output path → string
	index  func() (*search.Index, error) // made when somebody asks what is like a draft
}

// A page is an HTML file and what it shows.
type page struct {
	once sync.Once
	file publish.File
	err  error
	// id changes whenever anything does that the page shows: "HTML-ASSETS", two hashes.
	id string
	// assets are the files of the site that it shows: path with the base path → hash.
	assets map[string]string
}

// base is where the site is: at "/" while there is none.
func (s *site) base() urls.Base {
	if s == nil {
		return urls.Base{}
	}
	return s.Loaded.Base
}

// resolve finds the answer for an address of the site.
func (s *site) resolve(u *url.URL) answer { return resolve(u, s.base(), s.Has) }

// file returns a file as it is served.
func (s *site) file(path string) (publish.File, error) {
	if strings.HasSuffix(path, ".html") {
		p := s.page(path)
		return p.file, p.err
	}
	return s.published(path)
}

// page returns an HTML file with the script in it.
func (s *site) page(path string) *page {
	kept, _ := s.pages.LoadOrStore(path, new(page))
	p := kept.(*page)
	p.once.Do(func() {
		p.file, p.err = s.published(path)
		if p.err != nil || !s.script || p.file.Open != nil {
			return
		}
		p.assets = s.assets(p.file)
		p.id = identify(p.file.Data, p.assets)
		p.file.Data = inject(p.file.Data, s.base().Path(ownPath+"reload.js"), p.id)
	})
	return p
}

// maxInMemory is how large, in bytes, a copied file may be to be read at once, so
// that its hash is that of the bytes which are sent.
const maxInMemory = 8 << 20

// published returns a file as a build publishes it.
func (s *site) published(path string) (publish.File, error) {
	f, ok, err := s.File(path)
	if err == nil && !ok {
		err = fs.ErrNotExist
	}
	if err != nil || f.Open == nil || f.Size > maxInMemory {
		return f, err
	}
	in, err := f.Open()
	if err != nil {
		return f, err // it has gone, and the next build will know
	}
	defer in.Close() // it was only read
	data, err := io.ReadAll(io.LimitReader(in, maxInMemory+1))
	if err == nil && len(data) <= maxInMemory { // it may have grown since
		f.Open, f.Data = nil, data
	}
	return f, err
}

// assets returns the hashes of the site's own files that a page shows.
func (s *site) assets(f publish.File) map[string]string {
	found := map[string]string{}
	here, err := url.Parse(s.base().Path(urls.SitePath(f.Path)))
	if err != nil {
		return found
	}
	z := html.NewTokenizer(bytes.NewReader(f.Data))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
			address := shown(z.Token())
			u, err := here.Parse(address)
			if address == "" || err != nil || u.Host != "" || u.Scheme != "" {
				continue
			}
			if a := s.resolve(u); a.status == 200 {
				found[u.EscapedPath()] = s.sum(a.file)
			}
		}
	}
}

// shown returns the address of what an element shows; "" where it shows nothing.
func shown(t html.Token) string {
	attributes := map[string]string{}
	for _, a := range t.Attr {
		attributes[a.Key] = a.Val
	}
	switch rel := attributes["rel"]; {
	case slices.Contains([]string{"img", "source", "video", "audio", "script"}, t.Data):
		return attributes["src"]
	case t.Data == "link" && (rel == "stylesheet" || rel == "icon"):
		return attributes["href"]
	}
	return ""
}

// sum is the hash of a file, shortened; "" where it cannot be read.
func (s *site) sum(path string) string {
	if kept, ok := s.sums.Load(path); ok {
		return kept.(string)
	}
	sum := ""
	if f, err := s.published(path); err == nil {
		if all, err := f.Sum(); err == nil {
			sum = all[:16]
		}
	}
	s.sums.Store(path, sum)
	return sum
}

func identify(data []byte, assets map[string]string) string {
	own, shown := sha256.Sum256(data), sha256.Sum256(fmt.Append(nil, assets)) // fmt sorts maps
	return fmt.Sprintf("%x-%x", own[:12], shown[:4])
}

// inject puts the script at the end of the head and has the page's policy allow
// it. A page without a head is left alone.
func inject(data []byte, script, id string) []byte {
	head, rest, ok := bytes.Cut(data, []byte("</head>"))
	if !ok {
		return data
	}
	const policy = `<meta http-equiv="Content-Security-Policy" content="`
	if before, after, ok := bytes.Cut(head, []byte(policy)); ok {
		if content, after, ok := bytes.Cut(after, []byte(`"`)); ok {
			head = slices.Concat(before, []byte(policy), []byte(allow(string(content))), []byte(`"`), after)
		}
	}
	tag := `<script type="module" src="` + html.EscapeString(script) + `" data-afterword="` + id + `"></script>` + "\n</head>"
	return slices.Concat(head, []byte(tag), rest)
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
