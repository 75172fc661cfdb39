package linkcheck

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"afterword/generator/internal/diag"
)

// A web is made of sites on this machine. Names lead to them; everything else
// is connected to as the program would, which refuses this machine.
type web struct {
	names map[string]string // "a.example:80" → where it listens
	mu    sync.Mutex
	asked []string // "HEAD http://a.example/path agent"
	now   map[string]int
	most  map[string]int // requests at once, by host
	third chan struct{}  // closed when a host has three requests at once
	begun func()         // called once there is a request
}

func newWeb(t *testing.T, hosts ...string) *web {
	w := &web{names: map[string]string{}, now: map[string]int{}, most: map[string]int{}, third: make(chan struct{}), begun: func() {}}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	for _, h := range hosts {
		w.names[h+":80"] = server.Listener.Addr().String()
	}
	return w
}

func (w *web) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	switch to, ok := w.names[address]; {
	case ok:
		var d net.Dialer
		return d.DialContext(ctx, network, to)
	case net.ParseIP(host) != nil:
		return dialer().DialContext(ctx, network, address)
	case host == "inside.example": // a name of somebody's own, which leads into the network
		return dialer().DialContext(ctx, network, "10.0.0.1:80")
	}
	return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
}

func (w *web) client() client {
	c := newClient("afterword/test", w.dial)
	c.http.Timeout, c.timeAll = time.Minute, time.Hour
	return c
}

func (w *web) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.asked = append(w.asked, r.Method+" http://"+r.Host+r.URL.String())
	w.now[r.Host]++
	if w.now[r.Host] == 3 && w.most[r.Host] == 2 {
		close(w.third)
	}
	w.most[r.Host] = max(w.most[r.Host], w.now[r.Host])
	w.begun()
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.now[r.Host]--
		w.mu.Unlock()
	}()
	for _, name := range []string{"Cookie", "Referer", "Authorization"} {
		if r.Header.Get(name) != "" {
			out.WriteHeader(599)
			return
		}
	}
	if r.UserAgent() != "afterword/test (+link check)" {
		out.WriteHeader(598)
		return
	}
	out.Header().Set("Set-Cookie", "a=b; Path=/")
	var status, headStatus int
	var to string
	path := strings.TrimPrefix(r.URL.Path, "/")
	switch n, _ := fmt.Sscanf(path, "head/%d/get/%d", &headStatus, &status); {
	case n == 2 && r.Method == "HEAD":
		out.WriteHeader(headStatus)
	case n == 2:
		if r.Header.Get("Range") != "bytes=0-0" {
			status = 597
		}
		out.WriteHeader(status)
	case strings.HasPrefix(path, "to/"):
		to = strings.TrimPrefix(path, "to/")
		http.Redirect(out, r, "http://"+to, http.StatusMovedPermanently)
	case strings.HasPrefix(path, "chain/"):
		if fmt.Sscanf(path, "chain/%d", &status); status > 0 {
			http.Redirect(out, r, fmt.Sprintf("/chain/%d", status-1), http.StatusFound)
		}
	case path == "loop":
		http.Redirect(out, r, "/loop", http.StatusFound)
	case path == "file":
		http.Redirect(out, r, "file:///etc/passwd", http.StatusFound)
	case path == "password":
		http.Redirect(out, r, "http://u:secret@b.example/", http.StatusFound)
	case path == "broken":
		connection, _, err := out.(http.Hijacker).Hijack()
		if err == nil {
			connection.Close()
		}
	case path == "endless" && r.Method == "HEAD":
		out.WriteHeader(405)
	case path == "endless":
		for r.Context().Err() == nil {
			if _, err := out.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	case path == "silence":
		<-r.Context().Done()
	case path == "slow":
		select { // so that others come meanwhile
		case <-w.third:
		case <-time.After(100 * time.Millisecond):
		}
	default:
		if fmt.Sscanf(path, "%d", &status); status > 0 {
			out.WriteHeader(status)
		}
	}
}

// requests returns what was asked for so far, and how much of it at once of one host.
func (w *web) requests(host string) (asked []string, most int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.asked), w.most[host]
}

// TestAnswers promises what each answer of a site comes to.
func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		address string
		outcome diag.Code
		what    string
		asked   int // requests
	}{
		{"http://a.example", "", "", 1},
		{"http://a.example/page?q=1", "", "", 1},
		{"HTTP://A.Example/page", "", "", 1},
		{"http://a.example/404", diag.LinkGone, "answers 404 Not Found", 2},
		{"http://a.example/410", diag.LinkGone, "answers 410 Gone", 2},
		{"http://a.example/500", diag.LinkFailing, "answers 500 Internal Server Error", 2},
		{"http://a.example/503", diag.LinkFailing, "answers 503 Service Unavailable", 2},
		{"http://a.example/555", diag.LinkFailing, "answers 555", 2},
		{"http://a.example/400", diag.LinkFailing, "answers 400 Bad Request", 2},
		{"http://a.example/999", "", "", 2},
		{"http://a.example/endless", "", "", 2},
		// There, but not for everybody.
		{"http://a.example/401", "", "", 1},
		{"http://a.example/403", "", "", 2},
		{"http://a.example/429", "", "", 1},
		// What refuses HEAD.
		{"http://a.example/head/405/get/200", "", "", 2},
		{"http://a.example/head/405/get/206", "", "", 2},
		{"http://a.example/head/501/get/416", "", "", 2},
		{"http://a.example/head/403/get/404", diag.LinkGone, "answers 404 Not Found", 2},
		{"http://a.example/head/404/get/200", "", "", 2},
		{"http://a.example/head/200/get/404", "", "", 1},
		// Redirects.
		{"http://a.example/to/b.example/", "", "", 2},
		{"http://a.example/to/b.example/404", diag.LinkGone, `leads to "http://b.example/404", which answers 404 Not Found`, 4},
		{"http://a.example/to/nowhere.example/", diag.LinkGone, `leads to "http://nowhere.example/", which names a host that does not exist`, 1},
		{"http://a.example/chain/10", "", "", 11},
		{"http://a.example/chain/11", diag.LinkFailing, "redirects more than 10 times", 11},
		{"http://a.example/loop", diag.LinkFailing, "redirects more than 10 times", 11},
		// Those that must not be followed.
		{"http://a.example/to/127.0.0.1:1/", diag.LinkUnasked, `leads to "http://127.0.0.1:1/", which was not asked: 127.0.0.1 is this machine`, 1},
		{"http://a.example/to/169.254.169.254/latest/meta-data/", diag.LinkUnasked, `leads to "http://169.254.169.254/latest/meta-data/", which was not asked: 169.254.169.254 is an address of a private network`, 1},
		{"http://a.example/to/b.example:25/", diag.LinkUnasked, `leads to "http://b.example:25/", which was not asked: port 25 is that of another service than the web`, 1},
		{"http://a.example/to/inside.example/", diag.LinkUnasked, `leads to "http://inside.example/", which was not asked: 10.0.0.1 is an address of a private network`, 1},
		{"http://a.example/file", diag.LinkUnasked, `leads to "file:///etc/passwd", which was not asked: it has the scheme "file"`, 1},
		{"http://a.example/password", diag.LinkUnasked, `leads to "http://u:xxxxx@b.example/", which was not asked: it holds a user name or a password`, 1},
		// No answer.
		{"http://a.example/broken", diag.LinkFailing, "could not be reached: EOF", 2},
		{"http://nowhere.example/", diag.LinkGone, "names a host that does not exist", 0},
		// Never asked for.
		{"http://inside.example/", diag.LinkUnasked, "was not asked: 10.0.0.1 is an address of a private network", 0},
		{"http://127.0.0.1:1/", diag.LinkUnasked, "was not asked: 127.0.0.1 is this machine", 0},
		{"http://[::1]:8080/", diag.LinkUnasked, "was not asked: ::1 is this machine", 0},
		{"http://a.example:22/", diag.LinkUnasked, "was not asked: port 22 is that of another service than the web", 0},
		{"http://a.example:0/", diag.LinkUnasked, "was not asked: 0 is no port", 0},
		{"http://me:secret@a.example/", diag.LinkUnasked, "was not asked: it holds a user name or a password", 0},
		{"ftp://a.example/", diag.LinkUnasked, `was not asked: it has the scheme "ftp"`, 0},
		{"http://a.example/%zz", diag.LinkUnasked, "was not asked: it cannot be read", 0},
	} {
		t.Run(test.address, func(t *testing.T) {
			t.Parallel()
			w := newWeb(t, "a.example", "b.example")
			answers, asked, err := w.client().ask(t.Context(), []string{test.address})
			if err != nil {
				t.Fatal(err)
			}
			if want := (Answer{test.outcome, test.what}); answers[0] != want {
				t.Errorf("got  %s %s\nwant %s %s", answers[0].Code, answers[0].What, want.Code, want.What)
			}
			if requests, _ := w.requests(""); len(requests) != test.asked {
				t.Errorf("%d requests, not %d: %q", len(requests), test.asked, requests)
			}
			if (asked == 1) != (test.outcome != diag.LinkUnasked) {
				t.Errorf("asked for %d", asked)
			}
		})
	}
}

// TestCertificates promises that a site must show who it is.
func TestCertificates(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	w := &web{names: map[string]string{"a.example:443": server.Listener.Addr().String()}}
	answers, _, err := w.client().ask(t.Context(), []string{"https://a.example/"})
	if err != nil || answers[0].Code != diag.LinkFailing || !strings.HasPrefix(answers[0].What, "has a certificate that is not valid: x509: ") {
		t.Errorf("%v, %v", answers, err)
	}
}

// TestDistinct promises that an address is asked for once, however often and
// with whatever fragment it is written, and that every place has its answer.
func TestDistinct(t *testing.T) {
	w := newWeb(t, "a.example")
	answers, asked, err := w.client().ask(t.Context(), []string{
		"http://a.example/404", "http://a.example/", "http://A.example/404#part", "http://a.example", "http://a.example/404#other", "http://10.1.2.3/", "http://10.1.2.3/#b",
	})
	if err != nil || asked != 2 {
		t.Fatalf("asked for %d: %v", asked, err)
	}
	var got []diag.Code
	for _, a := range answers {
		got = append(got, a.Code)
	}
	if want := "[link-gone  link-gone  link-gone link-unasked link-unasked]"; fmt.Sprint(got) != want {
		t.Errorf("outcomes %v, not %s", got, want)
	}
	if requests, _ := w.requests(""); len(requests) != 3 { // HEAD and GET of the one, HEAD of the other
		t.Errorf("requests %q", requests)
	}
	if answers, asked, err := w.client().ask(t.Context(), nil); len(answers) != 0 || asked != 0 || err != nil {
		t.Errorf("of nothing: %v, %d, %v", answers, asked, err)
	}
}

// TestFewAtOnce promises that no host gets more than two requests at once.
func TestFewAtOnce(t *testing.T) {
	w := newWeb(t, "a.example")
	var addresses []string
	for n := range 9 {
		addresses = append(addresses, fmt.Sprintf("http://a.example/slow?%d", n))
	}
	_, asked, err := w.client().ask(t.Context(), addresses)
	requests, most := w.requests("a.example")
	if err != nil || asked != len(addresses) || len(requests) != len(addresses) {
		t.Fatalf("asked for %d in %d requests: %v", asked, len(requests), err)
	}
	if most != 2 {
		t.Errorf("%d requests at once", most)
	}
}

// TestSilence promises that a host which lets requests run out of time costs the
// time of a few, however many addresses it has.
func TestSilence(t *testing.T) {
	w := newWeb(t, "a.example", "b.example")
	a := w.client()
	a.http.Timeout = 500 * time.Millisecond
	addresses := []string{"http://b.example/"}
	for n := range 50 {
		addresses = append(addresses, fmt.Sprintf("http://a.example/silence?%d", n))
	}
	answers, asked, err := a.ask(t.Context(), addresses)
	if err != nil {
		t.Fatal(err)
	}
	if answers[0] != (Answer{}) {
		t.Errorf("the other host: %v", answers[0])
	}
	if want := (Answer{diag.LinkFailing, "did not answer within 0.5 seconds"}); answers[1] != want {
		t.Errorf("the first is %v", answers[1])
	}
	if want := (Answer{diag.LinkUnasked, "was not asked: its host let 3 requests in a row run out of time"}); answers[50] != want {
		t.Errorf("the last is %v", answers[50])
	}
	if asked > 1+mostSilent+atOnceHost {
		t.Errorf("asked for %d", asked)
	}
}

// TestTimeForAll promises that the whole ends, and says what was left.
func TestTimeForAll(t *testing.T) {
	w := newWeb(t, "a.example")
	a := w.client()
	a.timeAll = 30 * time.Millisecond
	answers, asked, err := a.ask(t.Context(), []string{"http://a.example/silence", "http://a.example/silence?2", "http://a.example/silence?3"})
	if err != nil || asked != 0 {
		t.Fatalf("asked for %d: %v", asked, err)
	}
	for _, got := range answers {
		if want := (Answer{diag.LinkUnasked, "was not asked to the end: the 0.03 seconds for all addresses are over"}); got != want {
			t.Errorf("got %v", got)
		}
	}
}

// TestCancel promises that nobody waits for a site once the program is to end.
func TestCancel(t *testing.T) {
	w := newWeb(t, "a.example")
	ctx, cancel := context.WithCancel(t.Context())
	w.begun = cancel
	a := w.client() // whose times are longer than any test's
	_, _, err := a.ask(ctx, []string{"http://a.example/silence", "http://a.example/silence?2", "http://a.example/silence?3"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
