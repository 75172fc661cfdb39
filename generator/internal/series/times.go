package series

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
)

// A form is how a time is written. All times of a file have the same: where they do not, some of them
// mean something else than the others.
type form string

const (
	inSeconds      form = "in seconds since 1970"
	inMilliseconds form = "in milliseconds since 1970"
	zoned          form = "with a zone"
	unzoned        form = "without a zone"
	dated          form = "as a date"
)

// times reads the times of one file.
type times struct {
	zone *time.Location
	form form // of those read so far
}

var (
	epoch    = regexp.MustCompile(`^\d+(?:\.\d+)?$`)
	fraction = regexp.MustCompile(`:\d\d[.,](\d{1,3})`)
)

// read reads a time as milliseconds since 1970: a number as Prometheus and Grafana write it, or what may
// be written in a report.
func (t *times) read(text string) (at int64, bad *calendar.Error) {
	var is form
	whole, part, _ := strings.Cut(text, ".")
	switch {
	case !epoch.MatchString(text):
		read, wrong := calendar.Parse(text, t.zone)
		if wrong != nil {
			return 0, wrong
		}
		at = read.Unix() * 1000
		if m := fraction.FindStringSubmatch(text); m != nil {
			at += thousandths(m[1])
		}
		switch {
		case !read.Timed():
			is = dated
		case read.Zoned:
			is = zoned
		default:
			is = unzoned
		}
	case len(whole) >= 9 && len(whole) <= 11:
		is, at = inSeconds, integer(whole)*1000+thousandths(part)
	case len(whole) >= 12 && len(whole) <= 14:
		is, at = inMilliseconds, integer(whole)
	default:
		return 0, &calendar.Error{Code: diag.TimeNumber, Message: strconv.Quote(text) + " is no time",
			Hint: "Numbers are seconds (1772359140) or milliseconds (1772359140000) since 1970; else write 2026-03-01T09:59:00Z."}
	}
	if t.form == "" {
		t.form = is
	}
	if is != t.form {
		return 0, &calendar.Error{Code: diag.SeriesTime, Message: "the time " + text + " is written " + string(is) + ", and those before it " + string(t.form),
			Hint: "Write all times of a file in one form."}
	}
	return at, nil
}

// integer reads digits, of which there are few.
func integer(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil { // not reached
		return 0
	}
	return n
}

// thousandths reads the digits after a point, three of them.
func thousandths(digits string) int64 { return integer((digits + "000")[:3]) }
