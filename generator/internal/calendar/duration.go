package calendar

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"

	"afterword/generator/internal/diag"
)

// ParseDuration reads a length of time: Go's form ("90m", "1h30m", "1.5h") with
// "d" for 24 hours beside it ("2d", "1d6h"). It is positive and a whole number of
// seconds, up to about 292 years.
func ParseDuration(text string) (time.Duration, *Error) {
	length, problem := readDuration(text)
	if problem != "" {
		return 0, errorf(diag.ValueInvalid, durationHint(text), "%s %s", quote(text), problem)
	}
	return length, nil
}

const notALength = "is not a length of time"

// readDuration adds up numbers with units, exactly: no fraction goes through a float.
func readDuration(text string) (length time.Duration, problem string) {
	const form = `(\d+\.?\d*|\.\d+)([^\d.]+)`
	if !expression(`^(?:` + form + `)+$`).MatchString(text) {
		return 0, notALength
	}
	seconds := new(big.Rat)
	for _, part := range expression(form).FindAllStringSubmatch(text, -1) {
		unit, err := time.ParseDuration("1" + part[2])
		if part[2] == "d" {
			unit = 24 * time.Hour
		} else if err != nil {
			return 0, notALength
		}
		n, _ := new(big.Rat).SetString(part[1])
		seconds.Add(seconds, n.Mul(n, big.NewRat(int64(unit), int64(time.Second))))
	}
	switch {
	case seconds.Cmp(big.NewRat(math.MaxInt64/int64(time.Second), 1)) > 0:
		return 0, "is longer than 292 years"
	case !seconds.IsInt():
		return 0, "is not a whole number of seconds"
	case seconds.Sign() == 0:
		return 0, "is no time at all: a length is more than 0"
	}
	return time.Duration(seconds.Num().Int64()) * time.Second, ""
}

// durationHint offers the length that was probably meant.
func durationHint(text string) string {
	fixed := strings.ToLower(strings.Join(strings.Fields(text), ""))
	if iso, ok := strings.CutPrefix(fixed, "p"); ok { // ISO 8601: P1DT6H; before the T an M is months
		if days, clock, _ := strings.Cut(iso, "t"); !strings.Contains(days, "m") {
			fixed = days + clock
		}
	}
	fixed = strings.TrimLeft(fixed, "+-~")
	fixed = expression(`,|and`).ReplaceAllString(fixed, "")
	for _, word := range [...][2]string{
		{"days?", "d"}, {"(?:hours?|hrs?)", "h"}, {"(?:minutes?|mins?)", "m"}, {"(?:seconds?|secs?)", "s"},
	} {
		fixed = expression(`(\d)`+word[0]+`(\d|$)`).ReplaceAllString(fixed, "${1}"+word[1]+"$2")
	}
	if m := expression(`^(\d{1,4})w(?:eeks?)?$`).FindStringSubmatch(fixed); m != nil {
		fixed = fmt.Sprintf("%dd", number(m[1])*7)
	}
	if m := expression(`^(\d{1,3}):(\d\d)(?::(\d\d))?$`).FindStringSubmatch(fixed); m != nil {
		fixed = fmt.Sprintf("%dh%dm%ds", number(m[1]), number(m[2]), number(m[3]))
	}
	if digits(fixed) {
		return fmt.Sprintf("Add a unit: %ss, %sm, %sh or %sd.", fixed, fixed, fixed, fixed)
	}
	if _, problem := readDuration(fixed); problem == "" && fixed != text {
		return fmt.Sprintf("Write %s.", fixed)
	}
	return "Write numbers with units, as in 45s, 90m, 1h30m or 2d."
}
