package settings

import (
	"afterword/generator/internal/calendar"
	"slices"
	"strings"
)

// A Level says how badly an impact window affected its services. Order is from
// least to worst, with Unknown apart: it is never counted as downtime, it bounds it.
type Level uint8

const (
	Unknown Level = iota
	Maintenance
	DegradedPerformance
	PartialOutage
	MajorOutage

	// LevelCount is how many levels there are, for arrays by level.
	LevelCount = iota
)

// levels is all that is said of a level in words, by Level.
var levels = [LevelCount]struct {
	name  string // in front matter, archive.yaml, JSON and CSV
	words string
	class string // of its badge in the theme
}{
	{"unknown", "Impact of unrecorded level", "unrecorded"},
	{"maintenance", "Planned maintenance", "planned"},
	{"degraded_performance", "Degraded performance", "degraded"},
	{"partial_outage", "Partial outage", "partial"},
	{"major_outage", "Full outage", "outage"},
}

// Levels returns all levels, worst first and Unknown last.
func Levels() []Level {
	return []Level{MajorOutage, PartialOutage, DegradedPerformance, Maintenance, Unknown}
}

// WeighedLevels returns the levels that have a weight, worst first: all but Unknown.
func WeighedLevels() []Level { return Levels()[:LevelCount-1] }

// LevelNames returns the levels as they are written in front matter, worst first.
func LevelNames() []string {
	var names []string
	for _, l := range Levels() {
		names = append(names, l.String())
	}
	return names
}

// ParseLevel reads a level as it is written in front matter: "major_outage".
func ParseLevel(text string) (Level, bool) {
	i := slices.Index(LevelNames(), text)
	if i < 0 {
		return Unknown, false
	}
	return Levels()[i], true
}

// String returns the level as it is written in front matter: "major_outage".
func (l Level) String() string { return levels[l].name }

// Words names the level for readers: "Full outage".
func (l Level) Words() string { return levels[l].words }

// Class is the CSS class of the level: "outage".
func (l Level) Class() string { return levels[l].class }

// Weights say by level how much of a second of impact counts as downtime, in
// exact thousandths: 300 is 0.3. Unknown has none.
type Weights [LevelCount]int64

// String says in one sentence how downtime is counted.
func (w Weights) String() string {
	var parts []string
	for _, level := range WeighedLevels() {
		parts = append(parts, strings.ToLower(level.Words())+" "+calendar.Decimal(w[level]))
	}
	return "Downtime is weighted: " + strings.Join(parts, ", ") + "."
}
