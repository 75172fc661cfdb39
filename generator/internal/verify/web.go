package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"afterword/generator/internal/urls"
)

// Bounds of a site that is read from the web.
const (
	largest       = 256 << 20 // bytes of a file
	most          = 4 << 30   // bytes of all
	mostFiles     = 200_000
	mostRedirects = 5
	patience      = 30 * time.Second // for a file
	atOnce        = 8
)

// A RefusedError says why an address is not asked. Nothing was sent to it.
type RefusedError struct{ why string }

func (e *RefusedError) Error() string { return e.why }

// mayAsk refuses addresses on which others could listen in or answer: all but https, and http on this machine.
func mayAsk(address *url.URL) error {
	host := address.Hostname()
	ip, err := netip.ParseAddr(host)
	own := host == "localhost" || err == nil && ip.Unmap().IsLoopback()
	switch {
	case address.User != nil:
		return &RefusedError{"it holds a user name or a password"}
	case host == "":
		return &RefusedError{"it names no host"}
	case address.Scheme == "https", address.Scheme == "http" && own:
		return nil
	case address.Scheme == "http":
		return &RefusedError{"a site is read by https, and by http from this machine alone"}
	}
	return &RefusedError{fmt.Sprintf("it has the scheme %q", address.Scheme)}
}

// mayFollow refuses redirects to what may not be asked, and those that lead from elsewhere to this machine.
func mayFollow(from, to *url.URL) error {
	if err := mayAsk(to); err != nil {
		return fmt.Errorf("it redirects to %s: %w", to.Redacted(), err)
	}
	if from.Scheme == "https" && to.Scheme == "http" {
		return &RefusedError{"it redirects to this machine"}
	}
	return nil
}

// Web is a site at an address: agent is what asks for it, "afterword/v1.2.3". Errors are a *RefusedError.
func Web(address, agent string) (Site, error) {
	root, err := url.Parse(address)
	if err != nil {
		return Site{}, &RefusedError{"it cannot be read"}
	}
	if err := mayAsk(root); err != nil {
		return Site{}, err
	}
	root.RawQuery, root.Fragment = "", ""
	root.Path = strings.TrimSuffix(strings.TrimSuffix(root.Path, "index.html"), "/") + "/"
	w := &web{root: root, agent: agent, http: &http.Client{
		Timeout: patience,
		// No Proxy: what asks is this program, of what was named.
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if host, port, err := net.SplitHostPort(address); err == nil && host == "localhost" {
					address = net.JoinHostPort("127.0.0.1", port) // whatever a table of hosts says
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			},
			ForceAttemptHTTP2: true, MaxIdleConnsPerHost: atOnce, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(r *http.Request, before []*http.Request) error {
			if len(before) > mostRedirects {
				return &RefusedError{fmt.Sprintf("it redirects more than %d times", mostRedirects)}
			}
			return mayFollow(before[len(before)-1].URL, r.URL)
		},
	}}
	return Site{Read: w.read, Files: w.files, AtOnce: atOnce}, nil
}

type web struct {
	root  *url.URL
	agent string
	http  *http.Client
	bytes atomic.Int64
}

func (w *web) read(ctx context.Context, name string) ([]byte, error) {
	address := w.root.JoinPath(strings.TrimSuffix(name, "index.html"))
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", w.agent)
	answer, err := w.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close() // it was only read
	switch {
	case answer.StatusCode == http.StatusNotFound, answer.StatusCode == http.StatusGone:
		return nil, fmt.Errorf("%s: %w", address, fs.ErrNotExist)
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s: the answer is %s", address, answer.Status)
	}
	if answer.ContentLength > largest {
		return nil, fmt.Errorf("%s: larger than %d MiB", address, largest>>20)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, largest+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", address, err)
	case len(text) > largest:
		return nil, fmt.Errorf("%s: larger than %d MiB", address, largest>>20)
	case w.bytes.Add(int64(len(text))) > most:
		return nil, fmt.Errorf("the site is larger than %d GiB", most>>30)
	}
	return text, nil
}

var location = regexp.MustCompile(`<loc>([^<]*)</loc>`)

// files are those that the sitemap names, and the data beside them.
func (w *web) files(ctx context.Context) (files []string, err error) {
	maps := []string{urls.Sitemap[1:]}
	base := ""
	for n := 0; n < len(maps); n++ {
		text, err := w.read(ctx, maps[n])
		if errors.Is(err, fs.ErrNotExist) && n == 0 {
			return nil, nil // of a site without addresses; its data is all that can be found
		}
		if err != nil {
			return nil, fmt.Errorf("reading the sitemap: %w", err)
		}
		for _, found := range location.FindAllSubmatch(text, -1) {
			address, err := url.Parse(string(found[1]))
			if err != nil {
				return nil, fmt.Errorf("reading the sitemap: %w", err)
			}
			if base == "" || len(address.Path) < len(base) { // the shortest is home
				base = address.Path
			}
			if path.Ext(address.Path) == ".xml" && len(maps) < 1000 {
				maps = append(maps, path.Base(address.Path))
				continue
			}
			files = append(files, address.Path)
		}
		if len(files) > mostFiles {
			return nil, fmt.Errorf("the sitemap names more than %d pages", mostFiles)
		}
	}
	for n := range files {
		files[n] = strings.TrimPrefix(files[n], base) + "index.html"
	}
	return files, nil
}
