package main

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"afterword/generator"
)

func TestProgressText(t *testing.T) {
	for _, c := range []struct {
		step     string
		done, of int
		want     string
	}{
		{"", 0, 0, ""},
		{"reading", 0, 0, "reading"},
		{"rendering", 0, 7, "rendering 0 of 7"},
		{"rendering", 3400, 10000, "rendering  3,400 of 10,000"},
		{"rendering", 999, 1000, "rendering   999 of 1,000"},
		{"parsing", 1234567, 1234567, "parsing 1,234,567 of 1,234,567"},
		{"parsing", 101, 100, "parsing 100 of 100"},
	} {
		if got := progressText(c.step, c.done, c.of); got != c.want {
			t.Errorf("%s, %d of %d: %q, not %q", c.step, c.done, c.of, got, c.want)
		}
	}
}

// TestLineWidth promises that the line never wraps, in which case it could not
// be written over.
func TestLineWidth(t *testing.T) {
	for _, c := range []struct {
		columns int
		want    string
	}{
		{columns: 100, want: strings.Repeat("x", 90)},
		{columns: 91, want: strings.Repeat("x", 90)},
		{columns: 90, want: strings.Repeat("x", 88) + "…"},
		{columns: 2, want: "…"},
		{columns: 0, want: strings.Repeat("x", 78) + "…"}, // not known
	} {
		var s screen
		l := line{terminal: &s, columns: func() int { return c.columns }}
		l.show(strings.Repeat("x", 90))
		if got := s.left(); got != c.want {
			t.Errorf("in %d columns is %q, not %q", c.columns, got, c.want)
		}
		l.show("")
		if got := s.left(); got != "" {
			t.Errorf("%q is left behind", got)
		}
	}
}

// TestProgressTimes promises that what is short shows nothing, and that the line
// changes ten times a second at most.
func TestProgressTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l, p := following()
		stop := l.follow(t.Context(), p)
		time.Sleep(progressAfter - time.Nanosecond)
		stop()
		if len(s.written()) > 0 {
			t.Errorf("what took less than %v shows %q", progressAfter, s.written())
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s, l, p := following()
		stop := l.follow(t.Context(), p)
		time.Sleep(progressAfter)
		synctest.Wait()
		if got := s.left(); got != "rendering      0 of 10,000" {
			t.Errorf("after %v the screen shows %q", progressAfter, got)
		}
		for range 2000 {
			p.Add(1)
			time.Sleep(time.Millisecond)
		}
		synctest.Wait()
		if got := s.left(); got != "rendering  2,000 of 10,000" {
			t.Errorf("in the end the screen shows %q", got)
		}
		if len(s.written()) != 21 {
			t.Errorf("the line was written %d times in two seconds, not 21", len(s.written()))
		}
		times := s.when()
		for n := 1; n < len(times); n++ {
			if d := times[n].Sub(times[n-1]); d < 100*time.Millisecond {
				t.Errorf("writes %d and %d are %v apart", n-1, n, d)
			}
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if len(s.written()) != 21 {
			t.Error("a line that stays as it is was written again")
		}
		stop()
		if got := s.left(); got != "" {
			t.Errorf("%q is left behind", got)
		}
	})
}

// TestProgressUnknown promises that there is no line before there is a step.
func TestProgressUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l, _ := following()
		stop := l.follow(t.Context(), new(generator.Progress))
		time.Sleep(time.Second)
		stop()
		if len(s.written()) > 0 {
			t.Errorf("written was %q", s.written())
		}
	})
}

// TestProgressOrder promises that the line is gone whenever anything else is
// written to either output, and comes back beneath it.
func TestProgressOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l, p := following()
		stdout, stderr := &output{w: s, line: l}, &output{w: s, line: l}
		stop := l.follow(t.Context(), p)
		time.Sleep(progressAfter)
		for _, w := range []*output{stderr, stdout} {
			synctest.Wait()
			before := len(s.written())
			if _, err := w.Write([]byte("waiting for process 4711\n")); err != nil {
				t.Fatal(err)
			}
			if got := s.written()[before:]; len(got) != 2 || got[0] != "\r\x1b[K" {
				t.Errorf("before the note was written %q", got)
			}
			time.Sleep(progressEvery)
		}
		synctest.Wait()
		if got, want := s.left(), strings.Repeat("waiting for process 4711\n", 2)+"rendering      0 of 10,000"; got != want {
			t.Errorf("the screen shows\n%s", got)
		}
		stop()
		if _, err := stderr.Write([]byte("done\n")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if got, want := s.left(), strings.Repeat("waiting for process 4711\n", 2)+"done\n"; got != want {
			t.Errorf("in the end the screen shows\n%s", got)
		}
	})
}

// TestProgressInterrupted promises that the line is gone as soon as the signal
// comes, for a second one ends the program at once.
func TestProgressInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l, p := following()
		ctx, interrupt := context.WithCancel(t.Context())
		stop := l.follow(ctx, p)
		defer stop()
		time.Sleep(time.Second)
		synctest.Wait()
		if s.left() == "" {
			t.Fatal("there is no line to be cleared")
		}
		interrupt()
		synctest.Wait()
		if got := s.left(); got != "" {
			t.Errorf("%q is left behind", got)
		}
		written := len(s.written())
		time.Sleep(time.Second)
		if len(s.written()) > written {
			t.Errorf("written afterwards was %q", s.written()[written:])
		}
	})
}

// following is a screen of 80 columns, its line, and something to show there.
func following() (*screen, *line, *generator.Progress) {
	s, p := new(screen), new(generator.Progress)
	p.Begin("rendering", 10000)
	return s, &line{terminal: s, columns: func() int { return 80 }}, p
}

// A screen is what a terminal shows of what was written to it.
type screen struct {
	mu     sync.Mutex
	writes []string
	times  []time.Time
}

func (s *screen) Write(data []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes, s.times = append(s.writes, string(data)), append(s.times, time.Now())
	return len(data), nil
}

// written is what was written so far.
func (s *screen) written() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}

// when is at what times.
func (s *screen) when() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.times
}

// left is the text on the screen. Control characters other than
// those of a progress line are left in it.
func (s *screen) left() string {
	var lines []string
	var current []rune
	at := 0
	text := strings.Join(s.written(), "")
	for text != "" {
		if rest, ok := strings.CutPrefix(text, "\x1b[K"); ok {
			current, text = current[:min(at, len(current))], rest
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		switch r {
		case '\r':
			at = 0
		case '\n':
			lines, current, at = append(lines, string(current)+"\n"), nil, 0
		default:
			if at < len(current) {
				current[at] = r
			} else {
				current = append(current, r)
			}
			at++
		}
	}
	return strings.Join(lines, "") + string(current)
}
