package trends

import (
	"time"
)

// Starts counts when incidents began, by the clocks of the archive's zone. They are when someone
// noticed: office hours may be attention.
type Starts struct {
	Hours [7][24]int // Monday first
	N, Of int        // how many starts have a time of day
	// Weekend and Office compare Saturday and Sunday, and Monday to Friday from 8 to 18, with the rest of
	// the week, over closed years. Both are nil for a service.
	Weekend, Office *Share
}

// A Share is how many of the starts fall into a part of the week.
type Share struct {
	Name         string // "Saturday and Sunday"
	In, Of       int
	Seconds, All int64 // how long that part was, and the whole time
	Verdict
}

// starts counts the hours of incidents.
func (b *builder) starts(all []incident) (s Starts) {
	s.Of = len(all)
	for _, i := range all {
		if i.Start.Timed() {
			at := time.Unix(i.at, 0).In(b.zone)
			s.Hours[(at.Weekday()+6)%7][at.Hour()]++
			s.N++
		}
	}
	return s
}
