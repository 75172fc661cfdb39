package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// maxStreams is how many event streams are open at once. A browser has one, for
// all of its tabs.
const maxStreams = 64

// heartbeat is how often something is sent on a stream when nothing happens, so
// that those whose reader has gone end.
const heartbeat = 15 * time.Second

// A broadcast passes new states on to the event streams.
type broadcast struct {
	mu      sync.Mutex
	streams map[chan *state]bool
}

// join adds a stream, unless there are too many.
func (b *broadcast) join() (chan *state, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.streams) >= maxStreams {
		return nil, false
	}
	c := make(chan *state, 1)
	b.streams[c] = true
	return c, true
}

func (b *broadcast) leave(c chan *state) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.streams, c)
}

// send passes a state on. A stream that has not taken the one before gets the newer one only.
func (b *broadcast) send(now *state) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.streams {
		select {
		case <-c:
		default:
		}
		c <- now
	}
}

// id names a state, also after the server has been started again.
func (s *Server) id(now *state) string { return fmt.Sprintf("%s-%d", s.process, now.number) }

// message is what a stream sends of a state: its id and where tabs should go, "" for nowhere.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
func (s *Server) message(now *state, navigate string) string {
	data, err := json.Marshal(struct {
		ID       string `json:"id"`
		Navigate string `json:"navigate,omitempty"`
	}{s.id(now), navigate})
	if err != nil {
		return "" // two strings can always be written
	}
	return "data: " + string(data) + "\n\n"
}

// serveEvents sends a message for the current state and for each new one.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	states, ok := s.states.join()
	if !ok {
		http.Error(w, "503 too many connections", http.StatusServiceUnavailable)
		return
	}
	defer s.states.leave(states)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	control := http.NewResponseController(w)
	send := func(text string) bool {
		err := control.SetWriteDeadline(time.Now().Add(heartbeat)) // for this message alone
		if err == nil || errors.Is(err, http.ErrNotSupported) {
			_, err = io.WriteString(w, text)
		}
		return err == nil && control.Flush() == nil
	}
	now := s.now.Load()
	text := s.message(now, "") // a tab that has just been opened goes nowhere
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for send(text) {
		text = ":\n\n"
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
		case next := <-states:
			if next.number != now.number { // else it was there before the stream
				now, text = next, s.message(next, next.navigate)
			}
		}
	}
}
