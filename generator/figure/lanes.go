package figure

// Lanes are the impact windows of one incident, a lane per service, with the
// phases of the response above them.
type Lanes struct {
	Label   string // one sentence that says all of it, for those who do not see it
	Caption string
}
