package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// DefaultPort is where the server is looked for.
const DefaultPort = 1313

// attempts is how many ports are tried when none was asked for.
const attempts = 100

// A PortError is a port that cannot be had.
type PortError struct {
	Port int
	Err  error
}

// Error names the port.
func (e *PortError) Error() string {
	switch {
	case errors.Is(e.Err, syscall.EADDRINUSE):
		return fmt.Sprintf("port %d is in use by another program; without --port the next that is free is taken", e.Port)
	case errors.Is(e.Err, syscall.EACCES):
		return fmt.Sprintf("port %d is for the system's own programs; those from 1024 are free for all", e.Port)
	}
	return fmt.Sprintf("cannot listen on port %d: %v", e.Port, e.Err)
}

// Unwrap returns the system's error.
func (e *PortError) Unwrap() error { return e.Err }

// Listen opens the port on every host. 0 means DefaultPort or, where that is in
// use, the next that is free. Hosts of a family that this machine lacks
// are passed over, unless no other is left. Errors are *PortError.
func Listen(hosts []string, port int) (listeners []net.Listener, err error) {
	if port != 0 {
		return listenAll(hosts, port)
	}
	for port = DefaultPort; port < DefaultPort+attempts; port++ {
		if listeners, err = listenAll(hosts, port); err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return listeners, err
		}
	}
	return nil, err
}

// Loopback are the addresses that localhost may mean.
func Loopback() []string { return []string{"127.0.0.1", "::1"} }

func listenAll(hosts []string, port int) (listeners []net.Listener, err error) {
	var missing error
	for _, host := range hosts {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) {
			missing = err // as where IPv6 is switched off
			continue
		}
		if err != nil {
			for _, l := range listeners {
				err = errors.Join(err, l.Close())
			}
			return nil, &PortError{port, err}
		}
		listeners = append(listeners, l)
	}
	if len(listeners) == 0 {
		return nil, &PortError{port, missing}
	}
	return listeners, nil
}

// Port is that of a listener.
func Port(l net.Listener) int {
	if a, ok := l.Addr().(*net.TCPAddr); ok {
		return a.Port
	}
	return 0
}

// Serve answers on all listeners until ctx ends, and closes them. What is open
// then ends at once: event streams never end by themselves.
func (s *Server) Serve(ctx context.Context, listeners []net.Listener) error {
	open := connections{open: map[net.Conn]bool{}}
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ConnState:         open.changed,
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // its error would be that connections were open
	defer stop()
	errs := make([]error, len(listeners))
	var all sync.WaitGroup
	for n, l := range listeners {
		all.Go(func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				errs[n] = err
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// maxConnections is how many connections are open at once: enough for several browsers.
const maxConnections = 256

// connections closes one whenever there are too many: the one that has waited for a
// request the longest. So silent ones, however many, keep no other out. Where
// all others are being answered, it is the new one that is closed.
type connections struct {
	mu      sync.Mutex
	open    map[net.Conn]bool
	waiting []net.Conn // for a request, the longest first
}

func (c *connections) changed(conn net.Conn, now http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = slices.DeleteFunc(c.waiting, func(w net.Conn) bool { return w == conn })
	switch now {
	case http.StateNew:
		c.open[conn] = true
		c.waiting = append(c.waiting, conn)
	case http.StateIdle:
		c.waiting = append(c.waiting, conn)
	case http.StateClosed, http.StateHijacked:
		delete(c.open, conn)
	}
	if len(c.open) > maxConnections && len(c.waiting) > 0 {
		_ = c.waiting[0].Close() // nothing is sent on it that could be lost
		delete(c.open, c.waiting[0])
		c.waiting = c.waiting[1:]
	}
}
