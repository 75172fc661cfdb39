package chart

import (
	"cmp"
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// Lanes are the impact windows of one incident, a lane per service, with the
// phases of the response above them. All panels share one scale: where windows lie
// far apart, the quiet time between them is left out and the axis broken there, so that
// a bar that is twice as long still lasted twice as long.
type Lanes struct {
	Label   string     // one sentence that says all of it, for those who do not see it
	Caption string     // what is drawn, what the fills mean, what is left out, the zone
	Rows    []LanesRow // one drawing each; more than one only where the axis has four or more panels
	More    string     // "and 5 more services"; "" where every service has its lane
	Legend  []Phase    // the phases that are drawn
	Ribbon  bool       // whether any row has a ribbon
	Hatched bool       // whether any window is hatched, so that the page needs the pattern
}

// A Phase explains a letter: "D" is "Detected".
type Phase struct{ Letter, Name string }

// A LanesRow is one drawing: panels side by side over the same lanes.
type LanesRow struct {
	Height float64 // of the drawing
	// Grid lines run from Top to Bottom, which is Grid below it; the axis lies at Bottom.
	Top, Bottom, Grid float64
	// Baselines of the panels' titles, the axis' labels and the texts of the gaps.
	TitleY, TickY, GapY float64
	Panels              []Panel
	Gaps                []Gap // between the panels; one less than panels
	Ticks               []Tick
	Phases              []PhaseMark
	Ribbon              []Segment
	Lanes               []Lane
	// After tells what lies between this row and the next: "6 d 8 h without
	// impact"; "" in the last.
	After string
}

// A Panel is a stretch of the axis without a break.
type Panel struct {
	X, Width float64
	Title    string // the days it shows: "4–5 Dec 2018"
}

// A Gap stands for time in which nothing happened.
type Gap struct {
	X, Width float64
	Middle   float64 // where Text is centred
	Text     string  // "6 d 8 h"
	Title    string  // "6 d 8 h without impact"
}

// A Tick is a round time on the axis.
type Tick struct {
	X      float64
	Label  string
	Anchor string // "start", "middle" or "end", so that the label stays within the drawing
	Show   bool   // whether the label has room; the grid line is drawn either way
}

// A Lane is one service.
type Lane struct {
	Name      string  // shortened to what fits
	Full      string  // the whole name
	NameY     float64 // baseline
	Y, Height float64 // of the track
	Windows   []Mark  // in the order of drawing: the worst level comes last
}

// A Mark is a window of impact or the certain or uncertain part of one.
type Mark struct {
	X, Width, Y, Height float64
	Class               string // of the level: "outage", "partial", "degraded", "planned" or "unrecorded"
	Step                string // "l1" to "l4" by length; "" where that is not known
	Fill                string // "plan" for maintenance, else Step, else "unk"
	Hollow              bool   // less than a full outage: outline only; Y and Height leave room for a stroke of 1.5 px
	Hatched             bool   // not known whether it affected, or how much
	Open                bool   // goes on beyond its right edge
	Min                 bool   // too thin to be seen: draw a second rect of Thinnest px at X
	Title               string // "Partial outage, 4 Dec 2018, 22:00 UTC – 5 Dec 2018, 08:00 UTC (10 h)"
}

// A PhaseMark is a turning point of the response: a letter and a line down to Bottom. Draw
// the names of the lanes after it, with an outline in the colour of the page.
type PhaseMark struct {
	X, Y   float64 // Y is the baseline of the letter
	Letter string  // S, D, A, M or R
	Name   string  // "Detected"
	Title  string  // "Detected 4 Dec 2018, 22:07 UTC (+7 min)"
}

// A Segment is a step of the response.
type Segment struct {
	X, Width, Y, Height float64
	Class               string // "undetected", "responding" or "recovering"
	Title               string // "7 min undetected"
}

const maxLanes = 8

// Vertical measures of a row, in pixels.
const (
	titleHeight  = 20
	letterHeight = 14
	letterApart  = 14
	ribbonHeight = 4
	ribbonSpace  = 8
	laneHeight   = 40
	trackTop     = 18
	trackHeight  = 14
	axisHeight   = 20
	gapHeight    = 16
	strokeInset  = 0.75
)

// NewLanes draws a postmortem. Ongoing windows reach to asOf, in seconds since 1970; name gives
// the name of a service, and zone is the one that times are shown in, nil for UTC. The result is
// nil where fewer than two points in time are known.
func NewLanes(p *postmortem.Postmortem, name func(id string) string, zone *time.Location, asOf int64) *Lanes {
	if zone == nil {
		zone = time.UTC
	}
	s := sketch{p: p, name: name, zone: zone, asOf: asOf}
	s.phases = phasesOf(p)
	if s.points() < 2 {
		return nil
	}
	s.pieces = s.cut()
	if len(s.phases) == 1 && len(p.Windows) > 0 && s.phases[0].letter == "S" {
		s.phases = nil // the bars say as much
	}
	out := &Lanes{Label: s.label()}
	for _, ph := range s.phases {
		out.Legend = append(out.Legend, Phase{ph.letter, ph.name})
	}
	services := s.services()
	if n := len(services) - maxLanes; n > 0 {
		services = services[:maxLanes]
		out.More = "and " + plural(n, "more service")
	}
	rows := s.layout()
	steps := roundStep(rows, zone)
	for i, r := range rows {
		row := s.row(r, services, steps)
		if i+1 < len(rows) {
			row.After = s.gap(r[len(r)-1], rows[i+1][0]).Title
		}
		out.Ribbon = out.Ribbon || len(row.Ribbon) > 0
		for _, l := range row.Lanes {
			out.Hatched = out.Hatched || slices.ContainsFunc(l.Windows, func(m Mark) bool { return m.Hatched })
		}
		out.Rows = append(out.Rows, row)
	}
	out.Caption = s.caption(rows)
	return out
}

// A sketch is what the parts of the drawing are computed from.
type sketch struct {
	p      *postmortem.Postmortem
	name   func(id string) string
	zone   *time.Location
	asOf   int64
	phases []phase
	pieces []piece
}

type phase struct {
	letter, name string
	at           int64
	time         calendar.Time
}

// phasesOf lists the first start and the recorded phases that have a time of day.
func phasesOf(p *postmortem.Postmortem) (out []phase) {
	add := func(letter, name string, t calendar.Time) {
		if t.Precision >= calendar.Minute {
			out = append(out, phase{letter, name, t.Unix(), t})
		}
	}
	if len(p.Windows) > 0 {
		add("S", "Started", p.Windows[0].Start)
	}
	add("D", "Detected", p.Phases.Detected)
	add("A", "Acknowledged", p.Phases.Acknowledged)
	add("M", "Mitigated", p.Phases.Mitigated)
	add("R", "Resolved", p.Phases.Resolved)
	return out
}

// services lists those that a window affected, in the order of the report. "" stands
// for a report that names none.
func (s sketch) services() []string {
	var out []string
	for _, id := range append(slices.Clone(s.p.Services), "") {
		if !slices.Contains(out, id) && slices.ContainsFunc(s.pieces, func(p piece) bool { return s.affects(p.window, id) }) {
			out = append(out, id)
		}
	}
	return out
}

func (s sketch) affects(window int, id string) bool {
	affected := s.p.AffectedServices(s.p.Windows[window])
	return slices.Contains(affected, id) || id == "" && len(affected) == 0
}

// row draws the panels of one row.
func (s sketch) row(panels []panel, services []string, st step) LanesRow {
	row := LanesRow{TitleY: 12}
	for i, p := range panels {
		x, width := spanOf(p.x, p.x+p.width)
		row.Panels = append(row.Panels, Panel{X: x, Width: width, Title: s.days(p)})
		if i > 0 {
			row.Gaps = append(row.Gaps, s.gap(panels[i-1], p))
		}
	}
	y := float64(titleHeight)
	row.Phases = s.marks(panels, y)
	for _, m := range row.Phases {
		y = max(y, m.Y+4)
	}
	row.Top = y
	if row.Ribbon = s.ribbon(panels, y+2); len(row.Ribbon) > 0 {
		y += ribbonHeight + ribbonSpace
	}
	for _, id := range services {
		full := "Service not recorded"
		if id != "" {
			full = s.name(id)
		}
		l := Lane{Name: shorten(full, Narrowest), Full: full, NameY: y + 12, Y: y + trackTop, Height: trackHeight}
		l.Windows = s.windows(panels, id, l.Y)
		row.Lanes = append(row.Lanes, l)
		y += laneHeight
	}
	row.Bottom, row.Grid = y, y-row.Top
	row.TickY = y + 15
	row.Height = y + axisHeight
	if len(row.Gaps) > 0 {
		row.GapY = row.TickY + gapHeight
		row.Height += gapHeight
	}
	row.Ticks = ticks(panels, st, s.zone)
	return row
}

// windows draws the pieces of one service, the worst on top.
func (s sketch) windows(panels []panel, id string, y float64) (out []Mark) {
	pieces := slices.DeleteFunc(slices.Clone(s.pieces), func(p piece) bool { return !s.affects(p.window, id) })
	slices.SortStableFunc(pieces, func(a, b piece) int {
		return cmp.Compare(s.p.Windows[a.window].Level, s.p.Windows[b.window].Level)
	})
	for _, pc := range pieces {
		for _, pn := range panels {
			if !pn.holds(pc.Start) {
				continue
			}
			w := s.p.Windows[pc.window]
			m := Mark{Y: y, Height: trackHeight, Class: w.Level.Class(), Hatched: pc.hatched, Open: pc.open, Title: s.title(w)}
			m.X, m.Width = spanOf(pn.at(pc.Start), pn.at(pc.End))
			m.Min = pixels(m.Width) < Thinnest
			if !pc.hatched {
				m.Step = Step(pc.Seconds())
			}
			m.Fill = cmp.Or(m.Step, "unk")
			switch {
			case w.Level == settings.Maintenance:
				m.Fill = "plan"
				m.Height = Thinnest
			case !pc.hatched && (w.Level == settings.PartialOutage || w.Level == settings.DegradedPerformance):
				m.Hollow = true
				m.Y, m.Height = m.Y+strokeInset, m.Height-2*strokeInset
			}
			out = append(out, m)
			break
		}
	}
	return out
}

// marks places the letters of the phases, one above the other where they would collide.
func (s sketch) marks(panels []panel, y float64) (out []PhaseMark) {
	for _, ph := range s.phases {
		for _, pn := range panels {
			if !pn.holds(ph.at) {
				continue
			}
			m := PhaseMark{X: percent(pn.at(ph.at)), Y: y + 10, Letter: ph.letter, Name: ph.name, Title: ph.name + " " + calendar.Instant(ph.time, s.zone)}
			if first := s.phases[0]; first.letter == "S" && ph.letter != "S" {
				m.Title += " (" + calendar.Elapsed(ph.at-first.at) + ")"
			}
			for slices.ContainsFunc(out, func(o PhaseMark) bool { return o.Y == m.Y && pixels(max(o.X-m.X, m.X-o.X)) < letterApart }) {
				m.Y += letterHeight
			}
			out = append(out, m)
			break
		}
	}
	return out
}

// ribbon draws the steps of the response, where the times that bound them are known and agree.
func (s sketch) ribbon(panels []panel, y float64) (out []Segment) {
	if s.p.Phases.Disordered {
		return nil
	}
	at := map[string]int64{}
	for _, ph := range s.phases {
		at[ph.letter] = ph.at
	}
	between := func(class string, from, to string) bool {
		start, known := at[from]
		end, ended := at[to]
		if !known || !ended || end <= start {
			return false
		}
		for _, pn := range panels {
			edges := pn.shown() // whole seconds; one more on either side lies at the edge itself
			part := calendar.Interval{Start: start, End: end}.Clip(calendar.Interval{Start: edges.Start - 1, End: edges.End + 1})
			if part.Empty() {
				continue
			}
			seg := Segment{Y: y, Height: ribbonHeight, Class: class, Title: calendar.Duration(end-start) + " " + class}
			seg.X, seg.Width = spanOf(pn.at(part.Start), pn.at(part.End))
			out = append(out, seg)
		}
		return true
	}
	between("undetected", "S", "D")
	first := "D"
	if _, ok := at["D"]; !ok {
		first = "A"
	}
	if !between("responding", first, "M") {
		if _, mitigated := at["M"]; !mitigated {
			between("responding", first, "R")
		}
	}
	between("recovering", "M", "R")
	return out
}
