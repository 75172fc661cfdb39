package linkcheck

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// A client makes requests that tell nothing of who makes them, to public hosts only.
type client struct {
	http  *http.Client
	agent string
}

// A reply is the head of an answer.
type reply struct {
	status int
	from   *url.URL // the address that answered, after all redirects
}

// mostRedirects is how many are followed.
const mostRedirects = 10

// errRedirects ends a chain of redirects that is longer.
var errRedirects = errors.New("too many redirects")

// A redirectError says why a redirect was not followed, and where it leads.
type redirectError struct {
	to  *url.URL
	err error
}

func (e *redirectError) Error() string { return e.err.Error() }
func (e *redirectError) Unwrap() error { return e.err }

// dialer connects to public hosts. It looks at the IP address at the last moment:
// whatever a name, a redirect or a second look-up says, this is where the
// connection goes.
func dialer() *net.Dialer {
	return &net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return refuse("%q is no IP address", address)
		}
		return mayConnect(to.Addr())
	}}
}

// newClient makes a client whose connections come from dial.
func newClient(agent string, dial func(ctx context.Context, network, address string) (net.Conn, error)) client {
	return client{
		agent: agent,
		http: &http.Client{
			// No Proxy: a proxy would connect for us, past what dial refuses.
			Transport: &http.Transport{
				DialContext:            dial,
				ForceAttemptHTTP2:      true, // which a DialContext of one's own turns off
				DisableCompression:     true,
				MaxIdleConnsPerHost:    atOnceHost,
				IdleConnTimeout:        30 * time.Second,
				MaxResponseHeaderBytes: 64 << 10,
			},
			CheckRedirect: func(r *http.Request, before []*http.Request) error {
				if len(before) > mostRedirects {
					return errRedirects
				}
				r.Header.Del("Referer") // it would tell a site who links to it
				if err := mayAsk(r.URL); err != nil {
					return &redirectError{r.URL, err}
				}
				return nil
			},
		},
	}
}

// request asks for an address. Of the answer nothing but its head is looked at.
func (c client) request(ctx context.Context, method string, address *url.URL) (reply, error) {
	r, err := http.NewRequestWithContext(ctx, method, address.String(), nil)
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("User-Agent", c.agent+" (+link check)")
	r.Header.Set("Accept", "*/*")
	if method == http.MethodGet {
		r.Header.Set("Range", "bytes=0-0")
	}
	response, err := c.http.Do(r)
	if err != nil {
		return reply{}, err
	}
	response.Body.Close() // unread: what it says of itself does not matter
	return reply{response.StatusCode, response.Request.URL}, nil
}

// close returns idle connections back.
func (c client) close() { c.http.CloseIdleConnections() }
