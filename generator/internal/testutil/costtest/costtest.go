package costtest

import (
	"runtime"
	"testing"
	"time"
)

// A Bound is what work may cost at most. A field of 0 bounds nothing.
type Bound struct {
	CPU       time.Duration // of all threads of this process, so that no test beside it may run in parallel
	Allocated uint64        // bytes in all, which is more than was ever held at once
}

// tries is how often work is done before it counts as too slow: another program that computes
// beside it shares caches and the two threads of a core, and stops at some time.
const tries = 5

// Within does work and fails the test if it costs more than the bound each time.
func Within(t testing.TB, what string, most Bound, work func()) {
	t.Helper()
	var took time.Duration
	var allocated uint64
	for range tries {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := computed()
		work()
		took = computed() - began
		runtime.ReadMemStats(&after)
		allocated = after.TotalAlloc - before.TotalAlloc
		if (most.CPU == 0 || took <= most.CPU) && (most.Allocated == 0 || allocated <= most.Allocated) {
			return
		}
	}
	t.Errorf("%s: %v and %d MiB allocated, in the last of %d tries; %v and %d MiB are allowed",
		what, took.Round(time.Millisecond), allocated>>20, tries, most.CPU, most.Allocated>>20)
}
