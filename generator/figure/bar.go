package figure

// A Bar is the length of an incident on a logarithmic scale from one minute to thirty days.
type Bar struct {
	Percent float64 // 0–100 of the track; 0 draws no bar
	Class   string  // "l1"…"l4" by length, "unk" where the length is not known
	Capped  bool    // longer than thirty days: the bar ends in an arrow
}
