package serve_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/html"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/serve"
)

// TestHostileServer promises that nobody who can reach the server, without being
// its user, reads a draft, leaves the site, or keeps the user out.
func TestHostileServer(t *testing.T) {
	for name, test := range map[string]func(t *testing.T){
		"names that lead here are refused":          rebinding,
		"other sites get no event stream":           foreignStreams,
		"no other site may take it in":              foreignPages,
		"no path leaves the site":                   traversal,
		"only GET and HEAD":                         methods,
		"sources and drafts are not served":         sources,
		"slow, large and many requests are bounded": slowAndMany,
		"redirects stay on the site":                redirects,
		"this machine alone":                        loopback,
		"what is broken is escaped":                 brokenAndForged,
	} {
		t.Run(name, test)
	}
}

// raw sends lines as they are and gives the answer; nil where there is none.
func raw(t *testing.T, address, text string) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()                                                         // what is left of it is of no interest
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil { // a stream has no end
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		return nil, ""
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, ""
	}
	body, _ := io.ReadAll(response.Body) // what is there is looked at
	return response, string(body)
}

// bound runs the server as the program does, with its time limits, on this machine's own addresses.
func bound(t *testing.T, l *live) (address string) {
	t.Helper()
	listeners, err := serve.Listen([]string{"127.0.0.1"}, 0)
	l.must(err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.server.Serve(ctx, listeners) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return listeners[0].Addr().String()
}

func rebinding(t *testing.T) {
	l := archive(t, serve.Options{Hosts: []string{"Drafts.Example.org", ""}})
	address := bound(t, l)
	for host, want := range map[string]int{
		"evil.example": 403, "evil.example:1313": 403, "localhost.evil.example": 403, "127.0.0.1.evil.example": 403,
		"evil.example/localhost": 403, "evil.example@localhost": 403, "localhost@evil.example": 400, "": 403, ":1313": 403, ".": 403,
		"127.1": 403, "0x7f000001": 403, "2130706433": 403, "[::1": 403, "xn--lclhost": 403,
		"localhost": 200, "LOCALHOST.": 200, "a.b.localhost:1": 200, "127.0.0.1": 200, "[::1]": 200, "drafts.example.ORG": 200,
	} {
		for _, path := range []string{"/", "/_afterword/state?path=/", "/_afterword/events", "/_afterword/reload.js", "/nothing"} {
			if path == "/_afterword/events" && want == 200 {
				continue // it would never end
			}
			response, body := raw(t, address, "GET "+path+" HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n")
			wanted := want
			if path == "/nothing" && want == 200 {
				wanted = 404
			}
			// net/http itself may refuse what is no host at all.
			if response == nil || response.StatusCode != wanted && !(wanted == 403 && response.StatusCode == 400) {
				t.Errorf("Host %q: %s is answered with %v", host, path, response)
			}
			if want == 403 && strings.Contains(body, "Outages") {
				t.Errorf("Host %q is told of the archive by %s", host, path)
			}
		}
	}
	// Without any: HTTP/1.0 allows it.
	if response, _ := raw(t, address, "GET / HTTP/1.0\r\n\r\n"); response == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("no Host: %v", response)
	}
	// Two of them.
	if response, _ := raw(t, address, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"); response == nil || response.StatusCode != http.StatusBadRequest {
		t.Errorf("two Hosts: %v", response)
	}
}

func foreignStreams(t *testing.T) {
	l := archive(t, serve.Options{})
	address := bound(t, l)
	for _, origin := range []string{"https://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "http://" + address + ".evil.example", "http://" + address + "@evil.example", "file://"} {
		for _, upgrade := range []string{"", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"} {
			response, _ := raw(t, address, "GET /_afterword/events HTTP/1.1\r\nHost: "+address+"\r\nOrigin: "+origin+"\r\n"+upgrade+"\r\n")
			if response == nil || response.StatusCode != http.StatusForbidden || strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
				t.Errorf("a stream for %s: %v", origin, response)
			}
		}
	}
	// A page of another port of this machine is of the same site, and its
	// EventSource without credentials tells where it comes from all the same.
	response, _ := raw(t, address, "GET /_afterword/events HTTP/1.1\r\nHost: "+address+"\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n\r\n")
	if response == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("a stream for another port: %v", response)
	}
	// There is nothing to upgrade to.
	response, _ = raw(t, address, "GET / HTTP/1.1\r\nHost: "+address+"\r\nOrigin: http://"+address+"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	if response == nil || response.StatusCode == http.StatusSwitchingProtocols {
		t.Errorf("an upgrade: %v", response)
	}
}

func foreignPages(t *testing.T) {
	l := archive(t, serve.Options{})
	for _, path := range []string{"/", "/feed.xml", "/_afterword/state?path=/", "/_afterword/reload.js", "/nothing/", "/services"} {
		response, _ := l.ask(path, nil)
		for name, want := range map[string]string{
			"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
			"Access-Control-Allow-Origin": "", "Access-Control-Allow-Credentials": "", "Access-Control-Allow-Private-Network": "",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		// Nothing is used again before it has been asked for.
		if caching := response.Header.Get("Cache-Control"); caching != "no-cache" && caching != "no-store" {
			t.Errorf("%s: Cache-Control is %q", path, caching)
		}
	}
	// What asks whether it may ask is refused, so that it may not.
	if response, _ := raw(t, l.http.Listener.Addr().String(), "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n\r\n"); response == nil || response.StatusCode != 405 || response.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a preflight: %v", response)
	}
}

func traversal(t *testing.T) {
	l := archive(t, serve.Options{}, "static/notes.txt", "x")
	address := bound(t, l)
	for _, path := range []string{
		"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/%252e%252e/etc/passwd", "/..%2f..%2fetc/passwd", "/..%5c..%5cetc%5cpasswd",
		"/....//etc/passwd", "//etc/passwd", "///etc/passwd", "/etc/passwd", "/notes.txt/../archive.yaml", "/notes.txt%00.html", "/%00",
		"/.env::$DATA", "/notes.txt::$DATA", "/C:/Windows/win.ini", "/c%3a/x", "/~root/x", "/%c0%ae%c0%ae/etc/passwd", "/%ff%fe",
		"/@fs/etc/passwd", "/etc/passwd?raw??", "/index.html#/../x", "/_afterword/..%2freload.go", "/_afterword/%2e%2e%2f%2e%2e%2fserve.go", "/;/etc/passwd",
		"/" + strings.Repeat("../", 100) + "etc/passwd", "/" + strings.Repeat("a/", 2000),
	} {
		response, body := raw(t, address, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		if response == nil || response.StatusCode != 404 && response.StatusCode != 400 {
			t.Errorf("%.60s: %v", path, response)
		}
		if strings.Contains(body, "root:") || strings.Contains(body, "base_url") || strings.Contains(body, "package serve") {
			t.Errorf("%.60s gives a file of the machine", path)
		}
	}
}

func methods(t *testing.T) {
	l := archive(t, serve.Options{})
	address := bound(t, l)
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "get", "X"} {
		for _, path := range []string{"/", "/_afterword/events", "/_afterword/state", "/nothing"} {
			response, body := raw(t, address, method+" "+path+" HTTP/1.1\r\nHost: localhost\r\nX-Secret: echoed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			if response == nil || response.StatusCode != 405 || response.Header.Get("Allow") != "GET, HEAD" || strings.Contains(body, "echoed") {
				t.Errorf("%s %s: %v", method, path, response)
			}
		}
	}
	for request, want := range map[string][]int{
		"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443":          {405, 403},
		"OPTIONS * HTTP/1.1\r\nHost: localhost":                                {405, 200}, // net/http answers it itself, with nothing
		"GET http://evil.example/ HTTP/1.1\r\nHost: localhost":                 {400, 403},
		"GET http://localhost/ HTTP/1.1\r\nHost: localhost":                    {400},
		"GET / HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: DELETE":  {200},
		"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x":            {501, 400},
		"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nA b: c":     {400},
		"GET / HTTP/9.9\r\nHost: localhost":                                    {505},
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00": {505, 400, 405, 403},
	} {
		response, _ := raw(t, address, request+"\r\nConnection: close\r\n\r\n")
		if response == nil || !slices.Contains(want, response.StatusCode) {
			t.Errorf("%.40q: %v", request, response)
		}
	}
}

func sources(t *testing.T) {
	secret := strings.Replace(report("Embargoed", "Not for anybody yet."), "date:", "draft: true\ndate:", 1)
	content := archive(t, serve.Options{}, "2019/secret.md", secret).content
	// As where others can reach the server: without drafts.
	o := serve.Options{Content: content, Archive: pipeline.Open(pipeline.Options{Content: content, Display: "content", Clock: time.Now})}
	ready := make(chan bool, 100)
	o.Report = func(serve.Report) { ready <- true }
	l := &live{tb: t, content: content, server: serve.New(o)}
	l.listen()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { l.server.Run(ctx); close(done) }()
	<-ready
	for _, path := range []string{
		"/.env", "/.git/config", "/.git/HEAD", "/.afterword-manifest.json", "/.afterword-public/lock", "/archive.yaml", "/content/archive.yaml",
		"/2019/one.md", "/content/2019/one.md", "/incidents/2019/one.md", "/layouts/base.html", "/2019/", "/incidents/2019/secret/", "/incidents/2019/secret/index.json", "/go.mod",
	} {
		if status, body := l.get(path); status != http.StatusNotFound || strings.Contains(body, "Embargoed") {
			t.Errorf("%s has status %d", path, status)
		}
	}
	for _, path := range []string{"/", "/incidents/", "/feed.xml", "/sitemap.xml", "/api/incidents.json", "/_afterword/state?path=/incidents/2019/secret/"} {
		l.has(path, "!Embargoed", "!not for anybody", "!/2019/secret/")
	}
	stop()
	<-done
}

// slowAndMany runs on made-up time: connections are pipes.
func slowAndMany(t *testing.T) {
	t.Run("slow", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			connect := pipes(t)
			for what, sent := range map[string]string{
				"nothing":                  "",
				"a piece of a head":        "GET / HTTP/1.1\r\nHost: loc",
				"a head that never ends":   "GET / HTTP/1.1\r\nHost: localhost\r\nX: y\r\n",
				"a body that never comes":  "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n",
				"a request, then nothing":  "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
				"a chunk that never comes": "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n",
			} {
				conn := connect()
				began := time.Now()
				go io.WriteString(conn, sent) // ends with the connection
				_, _ = io.Copy(io.Discard, conn)
				if took := time.Since(began); took > 3*time.Minute {
					t.Errorf("%s: the connection is open for %v", what, took)
				} else if !strings.Contains(sent, "\r\n\r\n") && took > 6*time.Second {
					t.Errorf("%s: the connection is open for %v", what, took)
				}
				conn.Close()
			}
			// One byte a second is too slow as well.
			conn := connect()
			began := time.Now()
			written := make(chan bool)
			go func() {
				defer close(written)
				text := "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + strings.Repeat("y", 1000)
				for n := range text {
					if _, err := io.WriteString(conn, text[n:n+1]); err != nil {
						return
					}
					time.Sleep(time.Second) // of the bubble: made up
				}
			}()
			_, _ = io.Copy(io.Discard, conn)
			if took := time.Since(began); took > 6*time.Second {
				t.Errorf("a byte a second keeps the connection open for %v", took)
			}
			conn.Close()
			<-written
		})
	})
	t.Run("a stream lives on", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			conn := pipes(t)()
			go io.WriteString(conn, "GET /_afterword/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			// Ten minutes of heartbeats: no limit meant for requests ends it.
			began, beats := time.Now(), bufio.NewScanner(response.Body)
			for time.Since(began) < 10*time.Minute {
				if !beats.Scan() {
					t.Fatalf("the stream ended after %v: %v", time.Since(began), beats.Err())
				}
			}
			conn.Close()
		})
	})
	t.Run("large", func(t *testing.T) {
		l := archive(t, serve.Options{})
		address := bound(t, l)
		for what, head := range map[string]string{
			"a header of a megabyte":   "X: " + strings.Repeat("y", 1<<20),
			"a hundred thousand lines": strings.Repeat("X: y\r\n", 100_000) + "Y: z",
			"many cookies":             "Cookie: " + strings.Repeat("a=b; ", 10_000),
		} {
			response, _ := raw(t, address, "GET / HTTP/1.1\r\nHost: localhost\r\n"+head+"\r\n\r\n")
			if response != nil && response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
				t.Errorf("%s: %v", what, response)
			}
		}
		if response, _ := raw(t, address, "GET /"+strings.Repeat("a", 1<<20)+" HTTP/1.1\r\nHost: localhost\r\n\r\n"); response != nil && response.StatusCode < 400 {
			t.Errorf("a path of a megabyte: %v", response)
		}
	})
	t.Run("a thousand that say nothing keep nobody out", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			connect := pipes(t)
			var silent []net.Conn
			for range 1000 {
				silent = append(silent, connect())
			}
			if status := statusOn(connect()); status != http.StatusServiceUnavailable { // nothing is built
				t.Errorf("status %d", status)
			}
			if n := stillOpen(silent); n < 200 || n > 256 {
				t.Errorf("%d of 1,000 silent connections are open", n)
			}
		})
	})
	t.Run("as many as may be are being answered", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			connect := pipes(t)
			var slow []net.Conn
			for range 256 {
				conn := connect()
				go io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") // and reads no answer
				slow = append(slow, conn)
			}
			synctest.Wait()
			if status := statusOn(connect()); status != 0 {
				t.Errorf("one more is answered with %d", status)
			}
			for _, conn := range slow {
				if response, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || response.StatusCode != http.StatusServiceUnavailable {
					t.Fatalf("%v %v", response, err)
				}
			}
			if status := statusOn(connect()); status != http.StatusServiceUnavailable {
				t.Errorf("status %d once there is room", status)
			}
		})
	})
}

// statusOn asks for a page and returns the status, 0 where the connection is closed instead.
func statusOn(conn net.Conn) int {
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		return 0
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	return response.StatusCode
}

// stillOpen counts the connections that the server has not closed.
func stillOpen(conns []net.Conn) (n int) {
	for _, conn := range conns {
		conn.SetReadDeadline(time.Now().Add(time.Millisecond))
		if _, err := conn.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
			n++
		}
	}
	return n
}

// pipes runs a server whose connections are made of nothing but memory.
func pipes(t *testing.T) (connect func() net.Conn) {
	s := serve.New(serve.Options{Archive: pipeline.Open(pipeline.Options{Clock: time.Now})})
	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx, []net.Listener{listener}) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return func() net.Conn {
		ours, theirs := net.Pipe()
		listener.conns <- theirs
		return ours
	}
}

type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	select {
	case <-l.closed:
	default:
		close(l.closed)
	}
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func redirects(t *testing.T) {
	l := archive(t, serve.Options{})
	address := bound(t, l)
	for _, path := range []string{
		"//evil.example", "//evil.example/", "//evil.example/%2e%2e", "/\\evil.example", "/%5cevil.example", "/%2f%2fevil.example", "/%09/evil.example",
		"//evil.example/services", "/services", "/services?next=//evil.example", "/services%2f", "/.//services", "///services", "/\r/evil.example", "/services%0d%0aLocation:%20//evil.example",
	} {
		response, _ := raw(t, address, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		if response == nil {
			t.Errorf("%q has no answer", path)
			continue
		}
		to := response.Header.Get("Location")
		if path == "/services" && to != "/services/" || to != "" && (!strings.HasPrefix(to, "/services/") || strings.ContainsAny(to, "\\\r\n\t")) {
			t.Errorf("%q leads to %q", path, to)
		}
	}
}

func loopback(t *testing.T) {
	listeners, err := serve.Listen(serve.Loopback(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(t, listeners)
	for _, l := range listeners {
		if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
			t.Errorf("listens on %v", l.Addr())
		}
	}
	// A family that the machine lacks, such as IPv6 where that is off, is passed
	// over; 192.0.2.1 (RFC 5737) is an address that no machine has.
	some, err := serve.Listen([]string{"127.0.0.1", "192.0.2.1"}, 0)
	if err != nil || len(some) != 1 {
		t.Errorf("with one family: %v, %v", some, err)
	}
	closeAll(t, some)
	var port *serve.PortError
	if _, err := serve.Listen([]string{"192.0.2.1"}, 0); !errors.As(err, &port) {
		t.Errorf("with none: %v", err)
	}
}

func brokenAndForged(t *testing.T) {
	const attack = `<script>alert(1)</script><img src=x onerror=alert(2)>`
	page := func(status int, header http.Header, body string) {
		t.Helper()
		if !strings.HasPrefix(header.Get("Content-Type"), "text/html") || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("status %d, headers %v", status, header)
		}
		tree, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range tree.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			own := n.Data == "script" && n.FirstChild == nil && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
				return a.Key == "src" && strings.HasPrefix(a.Val, "/_afterword/")
			})
			if n.Data == "img" || n.Data == "script" && !own {
				t.Errorf("the page has an element %s of the author's", n.Data)
			}
		}
		if !strings.Contains(body, "alert(1)") {
			t.Errorf("the page does not show what is wrong: %s", body)
		}
	}
	content := t.TempDir() + "/content"
	l := &live{tb: t, content: content}
	l.write("archive.yaml", "title: Outages\n")
	l.write("2019/one.md", "---\ntitle: One\ndate: \""+attack+"\"\n"+attack+": x\n---\n")
	l = start(t, t.Context(), content, serve.Options{})
	l.next()
	response, body := l.ask("/", nil)
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d", response.StatusCode)
	}
	page(response.StatusCode, response.Header, body)
	// What the overlay is made of is data, and is taken for nothing else.
	response, body = l.ask("/_afterword/state?path=/", nil)
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") || bytes.Contains([]byte(body), []byte("<script")) {
		t.Errorf("%s: %s", response.Header.Get("Content-Type"), body)
	}
	// A layout that fails shows the message in the same way.
	l.write("2019/one.md", report("One", "Text."))
	l.write("layouts/partials/footer.html", `{{ printf "%s" "`+strings.ReplaceAll(attack, `"`, `'`)+`" | index . }}`)
	l.until(func(r serve.Report) bool { return r.Theme })
	if status, body := l.get("/"); status < 500 || strings.Contains(body, attack) {
		t.Errorf("status %d: %s", status, body)
	}
}
