package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxStreams is how many event streams are open at once. A browser has one, for
// all of its tabs.
const maxStreams = 64

// heartbeat is how often something is sent on a stream when nothing happens, so
// that those whose reader has gone end.
const heartbeat = 15 * time.Second

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
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		http.Error(w, "503 too many connections", http.StatusServiceUnavailable)
		return
	}
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
		case <-now.replaced:
			now = s.now.Load() // the latest, which may be more than one later
			text = s.message(now, now.navigate)
		}
	}
}
