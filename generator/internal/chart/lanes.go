package chart

import (
	"cmp"
	"slices"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// maxLanes is how many services are drawn; the others are counted below.
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
	tickDrop     = 15 // from the axis to the baseline of its labels
	gapHeight    = 16
	strokeInset  = 0.75 // keeps the stroke of an outline within its place
)

// hatch is the pattern of what is not known for how long; pages of strips have it in the theme's defs.html.
const hatch fixed = `<svg class="defs" width="0" height="0" aria-hidden="true"><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch-line" d="M1 0v4"/></pattern></svg>`

// Lanes draws the impact windows of one incident, a lane per service, with the phases of the
// response above them. All panels share one scale: where windows are far apart, the quiet time
// between them is left out and the axis broken there, so that a bar that is twice as long
// still lasted twice as long.
//
// Ongoing windows reach to asOf, in seconds since 1970; name returns the name of a service, and
// zone is the one that times are shown in. There is no drawing where fewer than two
// points in time are known.
func Lanes(p *postmortem.Postmortem, name func(id string) string, zone *time.Location, asOf int64) Drawing {
	s := sketch{p: p, name: name, zone: zone, asOf: asOf, phases: phasesOf(p)}
	if s.points() < 2 {
		return ""
	}
	s.pieces = s.cut()
	if len(s.phases) == 1 && len(p.Windows) > 0 && s.phases[0].letter == "S" {
		s.phases = nil // the bars say as much
	}
	services := s.services()
	more := len(services) - maxLanes
	services = services[:min(len(services), maxLanes)]
	rows := s.layout()

	s.raw(`<figure class="lanes"><figcaption>`)
	s.text(s.caption(rows))
	s.raw("</figcaption>")
	if slices.ContainsFunc(s.pieces, func(p piece) bool { return p.hatched }) {
		s.raw(hatch)
	}
	ribbon := false
	ticks := axis(rows, zone)
	for i, panels := range rows {
		ribbon = s.row(panels, services, ticks[i]) || ribbon
		if i+1 < len(rows) {
			_, title := s.gap(panels[len(panels)-1], rows[i+1][0])
			s.open("p", "gap").say(title, "")
		}
	}
	if more > 0 {
		s.open("p", "note").say("and "+calendar.Plural(more, "more service"), "")
	}
	s.legend(ribbon)
	s.raw("</figure>")
	return s.drawing()
}

// A sketch is what the parts of the drawing are computed from, and the pen that draws them.
type sketch struct {
	pen
	p      *postmortem.Postmortem
	name   func(id string) string
	zone   *time.Location
	asOf   int64
	phases []phase
	pieces []piece
}

// A phase is a turning point of the response: "D" is "Detected".
type phase struct {
	letter, name string
	at           int64
	time         calendar.Time
}

// phasesOf lists the first start and the recorded phases that have a time of day.
func phasesOf(p *postmortem.Postmortem) (out []phase) {
	all := p.Phases.Recorded()
	if len(p.Windows) > 0 {
		all = slices.Insert(all, 0, postmortem.Phase{Name: "Started", At: p.Windows[0].Start})
	}
	for _, ph := range all {
		if ph.At.Precision >= calendar.Minute {
			out = append(out, phase{ph.Name[:1], ph.Name, ph.At.Unix(), ph.At})
		}
	}
	return out
}

// services lists those that a window affected, in the order of the report; "" is the
// one of a report that names none.
func (s *sketch) services() []string {
	var out []string
	for _, id := range append(slices.Clone(s.p.Services), "") {
		if !slices.Contains(out, id) && slices.ContainsFunc(s.pieces, func(p piece) bool { return s.affects(p.window, id) }) {
			out = append(out, id)
		}
	}
	return out
}

func (s *sketch) affects(window int, id string) bool {
	affected := s.p.AffectedServices(s.p.Windows[window])
	return slices.Contains(affected, id) || id == "" && len(affected) == 0
}

// row draws panels side by side over the lanes, and reports whether it has a ribbon.
func (s *sketch) row(panels []panel, services []string, ticks []tick) (ribbon bool) {
	top := float64(titleHeight)
	marks := s.marks(panels, top)
	for _, m := range marks {
		top = max(top, m.y+4)
	}
	steps := s.steps(panels)
	lanes := top
	if len(steps) > 0 {
		lanes += ribbonHeight + ribbonSpace
	}
	bottom := lanes + float64(laneHeight*len(services))
	height := bottom + axisHeight
	if len(panels) > 1 {
		height += gapHeight
	}

	s.open("svg", "row").pixels("height", height).attr("aria-hidden", "true").begin()
	s.axis(ticks, top, bottom)
	for _, p := range panels {
		s.open("text", "axis").percent("x", percent(p.x)).pixels("y", 12).say(s.days(p), "")
	}
	for i, id := range services {
		y := lanes + float64(laneHeight*i+trackTop)
		for _, p := range panels {
			x, width := spanOf(p.x, p.x+p.width)
			s.open("rect", "track").percent("x", x).pixels("y", y).percent("width", width).pixels("height", trackHeight).attr("rx", "1").end()
		}
		s.windows(panels, id, y)
	}
	for _, st := range steps {
		s.open("rect", st.class).percent("x", st.x).pixels("y", top+2).percent("width", st.width).pixels("height", ribbonHeight).say("", st.title)
	}
	for _, m := range marks {
		s.raw("<g>")
		s.title(m.title)
		s.line("phase-line", line{m.x, m.y, m.x, bottom})
		s.open("text", "phase-letter").percent("x", m.x).pixels("y", m.y).attr("text-anchor", "middle").say(m.letter, "")
		s.raw("</g>")
	}
	for i, id := range services { // above the lines of the phases, with an outline in the colour of the page
		full, cut := "Service not recorded", ""
		if id != "" {
			full = s.name(id)
		}
		name := shorten(full, narrowest)
		if name != full {
			cut = full
		}
		s.open("text", "lane-name").attr("x", "0").pixels("y", lanes+float64(laneHeight*i)+12).say(name, cut)
	}
	s.gaps(panels, bottom)
	s.raw("</svg>")
	return len(steps) > 0
}

// windows draws the pieces of one service on its track, the worst on top.
func (s *sketch) windows(panels []panel, id string, y float64) {
	pieces := slices.DeleteFunc(slices.Clone(s.pieces), func(p piece) bool { return !s.affects(p.window, id) })
	slices.SortStableFunc(pieces, func(a, b piece) int {
		return cmp.Compare(s.p.Windows[a.window].Level, s.p.Windows[b.window].Level)
	})
	for _, pc := range pieces {
		i := slices.IndexFunc(panels, func(pn panel) bool { return pn.holds(pc.Start) })
		if i < 0 {
			continue
		}
		x, width := spanOf(panels[i].at(pc.Start), panels[i].at(pc.End))
		s.window(pc, x, width, y)
	}
}

// window draws a piece: hatched where it is not known whether it affected, or how much, as an
// outline where it was less than a full outage, with an open edge where it goes on.
func (s *sketch) window(pc piece, x, width, y float64) {
	w := s.p.Windows[pc.window]
	height := float64(trackHeight)
	rect := func(class string) *pen {
		return s.open("rect", class).percent("x", x).pixels("y", y).percent("width", width).pixels("height", height)
	}
	class := stepClass(pc.Seconds())
	switch {
	case w.Level == settings.Maintenance:
		class, height = "plan", thinnest
	case !pc.hatched && hollow(w.Level):
		class, y, height = "hollow "+class, y+strokeInset, height-2*strokeInset
	}
	s.raw("<g>")
	s.title(s.windowTitle(w))
	if pc.hatched {
		rect("unknown-edge").attr("fill", "url(#hatch)").end()
	} else {
		rect(class).attr("rx", "1").end()
		if pixels(width) < thinnest {
			s.open("rect", class).percent("x", x).pixels("y", y).pixels("width", thinnest).pixels("height", height).end()
		}
	}
	if pc.open {
		edge := percent(x + width)
		s.line("open-edge", line{edge, y, edge, y + height})
	}
	s.raw("</g>")
}

// hollow reports whether a level is drawn as an outline.
func hollow(l settings.Level) bool {
	return l == settings.PartialOutage || l == settings.DegradedPerformance
}

// A mark is the letter of a phase, the foot of which is a line down to the axis.
type mark struct {
	x, y          float64 // y is the baseline of the letter
	letter, title string  // "Detected 4 Dec 2018, 22:07 UTC (+7 min)"
}

// marks places the letters of the phases, one above the other where they would collide.
func (s *sketch) marks(panels []panel, y float64) (out []mark) {
	for _, ph := range s.phases {
		i := slices.IndexFunc(panels, func(pn panel) bool { return pn.holds(ph.at) })
		if i < 0 {
			continue
		}
		m := mark{x: percent(panels[i].at(ph.at)), y: y + 10, letter: ph.letter, title: ph.name + " " + calendar.Instant(ph.time, s.zone)}
		if first := s.phases[0]; first.letter == "S" && ph.letter != "S" {
			m.title += " (" + calendar.Elapsed(ph.at-first.at) + ")"
		}
		for slices.ContainsFunc(out, func(o mark) bool { return o.y == m.y && pixels(max(o.x-m.x, m.x-o.x)) < letterApart }) {
			m.y += letterHeight
		}
		out = append(out, m)
	}
	return out
}

// A responseStep is a part of the ribbon above the lanes.
type responseStep struct {
	x, width     float64
	class, title string // "undetected", "7 min undetected"
}

// steps places the steps of the response, where the times that bound them are known and agree.
func (s *sketch) steps(panels []panel) (out []responseStep) {
	if s.p.Phases.Disordered {
		return nil
	}
	at := map[string]int64{}
	for _, ph := range s.phases {
		at[ph.letter] = ph.at
	}
	between := func(class, from, to string) {
		start, known := at[from]
		end, ended := at[to]
		if !known || !ended || end <= start {
			return
		}
		for _, pn := range panels {
			edges := pn.shown() // whole seconds; one more on either side is at the edge itself
			part := calendar.Interval{Start: start, End: end}.Clip(calendar.Interval{Start: edges.Start - 1, End: edges.End + 1})
			if !part.Empty() {
				x, width := spanOf(pn.at(part.Start), pn.at(part.End))
				out = append(out, responseStep{x, width, class, calendar.Duration(end-start) + " " + class})
			}
		}
	}
	first, last := "D", "M"
	if _, detected := at["D"]; !detected {
		first = "A"
	}
	if _, mitigated := at["M"]; !mitigated {
		last = "R"
	}
	between("undetected", "S", "D")
	between("responding", first, last)
	between("recovering", "M", "R")
	return out
}

// legend explains the letters, and the ribbon where there is one.
func (s *sketch) legend(ribbon bool) {
	if len(s.phases) == 0 {
		return
	}
	s.raw(`<ul class="legend" role="list">`)
	for _, ph := range s.phases {
		s.raw("<li>")
		s.open("b", "").attr("aria-hidden", "true").say(ph.letter, "")
		s.text(" " + ph.name)
		s.raw("</li>")
	}
	if ribbon {
		for _, class := range []string{"undetected", "responding", "recovering"} {
			s.raw(`<li><svg width="16" height="6" aria-hidden="true">`)
			s.open("rect", class).attr("width", "16").attr("height", "6").end()
			s.raw("</svg>")
			s.text(class)
			s.raw("</li>")
		}
	}
	s.raw("</ul>")
}
