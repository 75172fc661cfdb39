package figure

import (
	"time"

	"afterword/generator/postmortem"
)

// Lanes are the impact windows of one incident, a lane per service, with the
// phases of the response above them.
type Lanes struct {
	Label   string // one sentence that says all of it, for those who do not see it
	Caption string
}

// NewLanes placeholder until the geometry lands.
func NewLanes(p *postmortem.Postmortem, name func(id string) string, zone *time.Location, asOf int64) *Lanes { return nil }
