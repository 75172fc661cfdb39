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

// A client makes requests to public hosts only, which say nothing of who makes them.
type client struct {
	http    *http.Client
	agent   string
	timeAll time.Duration // for all addresses
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

// dialer connects to public hosts. It checks the IP address at the last moment, when
// no name, redirect or second look-up can change it any more.
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
		agent:   agent,
		timeAll: timeAll,
		http: &http.Client{
			Timeout: timeRequest,
			// No Proxy: a proxy would connect for us, past what dial refuses.
			Transport: &http.Transport{
				DialContext:            dial,
				ForceAttemptHTTP2:      true, // which a DialContext turns off
				DisableCompression:     true,
				MaxIdleConnsPerHost:    atOnceHost,
				IdleConnTimeout:        30 * time.Second,
				MaxResponseHeaderBytes: 64 << 10,
			},
			CheckRedirect: func(r *http.Request, before []*http.Request) error {
				if len(before) > mostRedirects {
					return errRedirects
				}
				r.Header.Del("Referer") // it would name the page that has the link
				return mayAsk(r.URL)
			},
		},
	}
}

// request asks for an address and reads the head of the answer.
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
	response.Body.Close() // unread
	return reply{response.StatusCode, response.Request.URL}, nil
}
