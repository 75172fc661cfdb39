package monitor

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/evidence"
)

// The types of a log of UptimeRobot. From 99, paused, and 98, started, until the next nobody looks.
// https://uptimerobot.com/api/legacy/
const (
	robotDown = "1"
	robotUp   = "2"
)

// readUptimeRobot reads the answer of getMonitors of its second API. A datetime counts seconds, and "inherits the
// user's timezone setting": it is read as what a clock in the zone of the account showed. Numbers may be in quotes.
func readUptimeRobot(r *reader, f file) {
	var answer struct {
		Stat     string
		Monitors []struct {
			ID           json.Number
			FriendlyName string `json:"friendly_name"`
			Interval     json.Number
			Logs         []robotLog
		}
	}
	if text, ok := r.text(f); !ok {
		return
	} else if trimmed := strings.TrimSpace(text); trimmed != "" && trimmed[0] != '{' {
		r.fail(f.Name, "Import a table with the format csv, and name its columns with --column.", "this is no answer of getMonitors")
		return
	}
	if !r.parse(f, &answer) {
		return
	}
	if r.Zone == nil {
		r.fail(f.Name, "Name the zone of the account with --timezone, and look at one outage that you know; it is UTC where the times are not shifted.",
			"times of UptimeRobot are in the zone of the account, which the file does not name")
		return
	}
	if answer.Stat != "ok" {
		r.fail(f.Name, "Ask getMonitors again with logs=1, and save the answer once it succeeds.", "the answer says that it failed")
		return
	}
	var all []candidate
	for _, m := range answer.Monitors {
		all = append(all, candidate{m.ID.String(), m.FriendlyName})
	}
	n, ok := r.choose(f, all)
	if !ok || !r.called(f, "UptimeRobot, monitor %s, %s", all[n].id, all[n].name) {
		return
	}
	if every, err := answer.Monitors[n].Interval.Int64(); err == nil {
		r.says(every)
	}
	var logs []evidence.Stretch
	for _, log := range answer.Monitors[n].Logs {
		s, err := log.stretch(r.Zone)
		if err != nil {
			r.fail(f.Name, "", "%v", err)
			return
		}
		s.Hash = f.hash
		logs = append(logs, s)
	}
	slices.SortStableFunc(logs, func(a, b evidence.Stretch) int { return cmp.Compare(a.Start, b.Start) })
	for n, s := range logs {
		if n+1 < len(logs) { // a change ends what was before it, whatever its duration
			s.End = min(s.End, logs[n+1].Start)
		}
		if s.Seen != "" && !s.Empty() {
			r.spans = append(r.spans, s)
		}
	}
}

// A robotLog is one change, and how long what it says lasted.
type robotLog struct {
	Type, Datetime, Duration json.Number
}

func (l robotLog) stretch(zone *time.Location) (s evidence.Stretch, err error) {
	seconds, wrong := l.Datetime.Int64()
	length, bad := l.Duration.Int64()
	if wrong != nil || bad != nil || length < 0 || length > 1<<36 || seconds < 0 || seconds > 1<<36 {
		return s, fmt.Errorf("a log has the datetime %q and the duration %q", l.Datetime, l.Duration)
	}
	shown := time.Unix(seconds, 0).UTC().Format(time.DateTime)
	start, problem := calendar.Parse(shown, zone)
	if problem != nil {
		return s, fmt.Errorf("the time %s of a log: %s", shown, problem.Message)
	}
	s.Interval = calendar.Interval{Start: start.Unix(), End: start.Unix() + max(1, length)}
	switch l.Type.String() {
	case robotDown:
		s.Seen = evidence.Down
	case robotUp:
		s.Seen = evidence.Up
	}
	return s, nil
}
