package pipeline

import (
	"sync"
	"sync/atomic"
	"time"
)

// A Stage is one part of a build and how long it took.
type Stage struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Count   int     `json:"count"` // of files, postmortems or pages, whatever the stage counts; 0: nothing
}

// Timings collect stages in the order in which they began. Stages follow one
// another: their times add up to that of the whole. A nil *Timings collects nothing.
type Timings struct {
	mu     sync.Mutex
	stages []Stage
}

// Stages are those that have ended.
func (t *Timings) Stages() []Stage {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Stage(nil), t.stages...)
}

// stopwatch returns a function that returns the time since.
func stopwatch() func() time.Duration {
	began := time.Now()
	return func() time.Duration { return time.Since(began) }
}

// start begins a stage; the function that it returns ends it.
func (t *Timings) start(name string) func(count int) {
	if t == nil {
		return func(int) {}
	}
	spent := stopwatch()
	return func(count int) { t.add(Stage{name, spent().Seconds(), count}) }
}

func (t *Timings) add(s Stage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stages = append(t.stages, s)
}

// The kinds of work of the rendering stage, which are done side by side.
const (
	markdownTime = iota
	pagesTime
	searchTime
	writeTime
	kinds
)

// A clock adds up what each kind of work takes on all processors together.
type clock struct {
	since func() time.Duration
	spent [kinds]atomic.Int64
}

func newClock() *clock { return &clock{since: stopwatch()} }

func (c *clock) start(kind int) func() {
	spent := stopwatch()
	return func() { c.spent[kind].Add(int64(spent())) }
}

// split divides the time since the clock began by what its kinds of work took of it, so
// that work done side by side still adds up.
func (c *clock) split(t *Timings, counts [kinds]int) {
	if t == nil {
		return
	}
	whole := c.since().Seconds()
	var sum int64
	for k := range c.spent {
		sum += c.spent[k].Load()
	}
	for k, name := range [kinds]string{"markdown", "pages", "inversion", "writing"} {
		t.add(Stage{name, whole * float64(c.spent[k].Load()) / float64(max(sum, 1)), counts[k]})
	}
}
