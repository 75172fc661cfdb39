package build

import (
	"sync"
	"time"
)

// A Stage is one part of a build and how long it took.
type Stage struct {
	Name  string
	Time  time.Duration
	Count int // of files, postmortems or pages, whatever the stage counts; 0: nothing
}

// Timings collect stages in the order in which they began. A nil *Timings
// collects nothing.
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

// start begins a stage; the function it gives ends it.
func (t *Timings) start(name string) func(count int) {
	if t == nil {
		return func(int) {}
	}
	began := time.Now()
	return func(count int) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.stages = append(t.stages, Stage{Name: name, Time: time.Since(began), Count: count})
	}
}
