package trends

import (
	"math/big"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/stats"
)

// Starts counts when incidents began, by the clocks of the archive's zone. They are when someone
// noticed: office hours may be attention.
type Starts struct {
	Hours [7][24]int // Monday first
	N, Of int        // how many starts have a time of day
	// Weekend and Office compare Saturday and Sunday, and Monday to Friday from 8 to 18, with the rest of
	// the week, over closed years. They are nil for a service, and below 20 starts.
	Weekend, Office *Share
}

// A Share is how many of the starts of closed years fall into a part of the week.
type Share struct {
	Name         string // "Saturday and Sunday"
	In, Of       int
	Seconds, All int64 // how long that part was, and the whole time
	Verdict
}

const enough = 20 // starts: with fewer, none at all at weekends would not show

// starts counts the hours of a view.
func (b *builder) starts(v *View) {
	s := &v.When
	s.Of = len(v.all)
	weekend, office := &Share{Name: "Saturday and Sunday"}, &Share{Name: "Monday to Friday, 8 to 18"}
	for _, i := range v.all {
		if !i.Start.Timed() {
			continue
		}
		at := time.Unix(i.at, 0).In(b.zone)
		s.Hours[(at.Weekday()+6)%7][at.Hour()]++
		s.N++
		if !v.Years[i.year].Closed {
			continue
		}
		weekend.count(free(at.Weekday()))
		office.count(!free(at.Weekday()) && working(at))
	}
	if v.Service != nil || weekend.Of < enough {
		return
	}
	for _, y := range v.Years {
		if y.Closed {
			for d := range calendar.Days(calendar.Year(y.Number, b.zone), b.zone) {
				b.measure(d, weekend, office)
			}
		}
	}
	s.Weekend, s.Office = weekend, office
	shares := []*Share{weekend, office}
	ps := make([]*big.Rat, len(shares))
	rates := make([]stats.Rates, len(shares))
	for n, x := range shares {
		rates[n] = stats.Rates{A: x.Of - x.In, B: x.In, TA: x.All - x.Seconds, TB: x.Seconds}
		x.P = rates[n].P()
		ps[n] = x.P
	}
	for n, p := range stats.Holm(ps) {
		x := shares[n]
		x.Adjusted, x.Family, x.Level, x.Word = p, len(shares), ofWeek(), CannotTell
		switch {
		case p.Cmp(x.Level) > 0:
		case rates[n].Change() > 0:
			x.Word = More
		default:
			x.Word = Fewer
		}
	}
}

func (s *Share) count(in bool) {
	s.Of++
	if in {
		s.In++
	}
}

// measure adds the seconds of a day. Where clocks change, office hours are counted by the minute.
func (b *builder) measure(d calendar.CalendarDay, weekend, office *Share) {
	const minute = 60
	weekend.All += d.Seconds()
	office.All += d.Seconds()
	switch weekday := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday(); {
	case free(weekday):
		weekend.Seconds += d.Seconds()
	case d.Seconds() == day:
		office.Seconds += (closes - opens) * 60 * minute
	default:
		for at := d.Start; at < d.End; at += minute {
			if working(time.Unix(at, 0).In(b.zone)) {
				office.Seconds += min(minute, d.End-at)
			}
		}
	}
}

const opens, closes = 8, 18 // office hours

func free(d time.Weekday) bool  { return d == time.Saturday || d == time.Sunday }
func working(at time.Time) bool { return opens <= at.Hour() && at.Hour() < closes }
