package pipeline

import "sync/atomic"

// Progress says what is being done while it is done: the work sets it, and anybody
// may read it at any time. It is safe for concurrent use; a nil *Progress keeps
// nothing.
type Progress struct{ step atomic.Pointer[step] }

// A step is what is done at one time.
type step struct {
	name string
	of   int64
	done atomic.Int64
}

// Begin begins a step, such as "rendering", which has so many parts; 0 where that is not known.
func (p *Progress) Begin(name string, of int) {
	if p != nil {
		p.step.Store(&step{name: name, of: int64(of)})
	}
}

// Add counts parts of the step that are done.
func (p *Progress) Add(parts int) {
	if p == nil {
		return
	}
	if s := p.step.Load(); s != nil {
		s.done.Add(int64(parts))
	}
}

// Now is the step, "" before the first, how many of its parts are done, and of how
// many; of is 0 where that is not known.
func (p *Progress) Now() (name string, done, of int) {
	if p == nil {
		return "", 0, 0
	}
	s := p.step.Load()
	if s == nil {
		return "", 0, 0
	}
	return s.name, int(s.done.Load()), int(s.of)
}
