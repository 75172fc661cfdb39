package costtest_test

import (
	"testing"
	"time"

	"afterword/generator/internal/testutil/costtest"
)

// A recorder notes that a test failed.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }

func TestWithin(t *testing.T) {
	compute := func(d time.Duration) {
		for began := time.Now(); time.Since(began) < d; {
		}
	}
	var kept [][]byte
	for name, c := range map[string]struct {
		most  costtest.Bound
		work  func(try int)
		tries int
		fails bool
	}{
		"little":              {costtest.Bound{CPU: time.Minute, Allocated: 1 << 30}, func(int) {}, 1, false},
		"nothing is bounded":  {costtest.Bound{}, func(int) { kept = append(kept, make([]byte, 1<<20)) }, 1, false},
		"too much memory":     {costtest.Bound{Allocated: 1 << 20}, func(int) { kept = append(kept, make([]byte, 8<<20)) }, 5, true},
		"too slow":            {costtest.Bound{CPU: time.Nanosecond}, func(int) { compute(30 * time.Millisecond) }, 5, true},
		"waiting is no work":  {costtest.Bound{CPU: time.Second}, func(int) { time.Sleep(1100 * time.Millisecond) }, 1, false},
		"too much, then less": {costtest.Bound{Allocated: 4 << 20}, func(try int) { kept = append(kept, make([]byte, (8<<20)>>(2*try))) }, 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			r, tries := &recorder{TB: t}, 0
			costtest.Within(r, name, c.most, func() { c.work(tries); tries++ })
			if r.failed != c.fails || tries != c.tries {
				t.Errorf("failed: %v, after %d tries; want %v, %d", r.failed, tries, c.fails, c.tries)
			}
		})
	}
}
