package frontmatter

import (
	"time"

	"afterword/generator/internal/calendar"
)

// Time reads a time or a day; zone is in force where the text carries none, and
// may be nil where there is none. It returns the zero Time where the key is absent or wrong.
func (r *Reader) Time(key string, zone *time.Location, aliases ...string) calendar.Time {
	return convert(r, key, aliases, func(text string) (calendar.Time, *calendar.Error) { return calendar.Parse(text, zone) })
}

// CoarseTime is Time that also reads a month and a year.
func (r *Reader) CoarseTime(key string, zone *time.Location, aliases ...string) calendar.Time {
	return convert(r, key, aliases, func(text string) (calendar.Time, *calendar.Error) { return calendar.ParseCoarse(text, zone) })
}

// Day reads a day, in zone. It returns the zero Time where the key is absent or wrong.
func (r *Reader) Day(key string, zone *time.Location, aliases ...string) calendar.Time {
	return convert(r, key, aliases, func(text string) (calendar.Time, *calendar.Error) { return calendar.ParseDay(text, zone) })
}

// Duration reads a length of time such as 90m or 2d. It returns 0 where the key is absent or wrong.
func (r *Reader) Duration(key string, aliases ...string) time.Duration {
	return convert(r, key, aliases, calendar.ParseDuration)
}

// Zone reads the name of a time zone. It returns nil where the key is absent or wrong.
func (r *Reader) Zone(key string, aliases ...string) *time.Location {
	return convert(r, key, aliases, calendar.LoadZone)
}

// convert reads a scalar and places the error that the calendar finds in it.
func convert[T any](r *Reader, key string, aliases []string, parse func(string) (T, *calendar.Error)) (value T) {
	f, ok := r.scalar(key, aliases)
	if !ok {
		return value
	}
	read, bad := parse(f.Value.Text)
	if bad != nil {
		r.Add(r.src.Errorf(bad.Code, f.Value.At, bad.Hint, "%s", bad.Message))
		return value
	}
	return read
}
