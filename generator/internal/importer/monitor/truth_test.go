package monitor_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/evidence"
	"afterword/generator/internal/importer/monitor"
)

var simulated = flag.Int("simulated", 40, "how many days are simulated")

const (
	dayStart = 1772323200 // 2026-03-01T00:00:00Z
	length   = 12 * 3600
	every    = 60
	retries  = 2
)

// A beat is what a monitor of the kind of Uptime Kuma keeps of a probe.
type beat struct {
	at        int64 // milliseconds
	status    int
	important bool
}

// simulate makes what is true of a service, second by second, and what a monitor has of it that is off at times, knows of
// maintenance, and tries again before it calls an outage.
func simulate(r *rand.Rand) (down []bool, beats []beat) {
	spans := func(n, least, most int) []bool {
		is := make([]bool, length)
		for at := 0; n > 0; n-- {
			at += 5*every + r.IntN(length/(n+1))
			for end := at + least + r.IntN(most-least); at < end && at < length; at++ {
				is[at] = true
			}
		}
		return is
	}
	down = spans(r.IntN(6), 5*every, 3000)
	off, planned := spans(r.IntN(3), 10, 5000), spans(r.IntN(2), 600, 4000)
	failed, last := 0, -1
	for at := int64(r.IntN(every * 1000)); at < length*1000; at += every*1000 + r.Int64N(40) {
		second := at / 1000
		// What was tried again is forgotten if it came to no outage: in the hour of another change that is not found.
		trying := last == 2 && down[second]
		if off[second] && !trying {
			continue
		}
		status := 1
		switch {
		case planned[second] && !trying:
			status, failed = 3, 0
		case down[second] && failed < retries && last != 0:
			status = 2
			failed++
		case down[second]:
			status = 0
		default:
			failed = 0
		}
		important := last == -1 || status != last && (status == 3 && last != 2 || last == 3 && status != 2 || status == 0 || last == 0)
		beats = append(beats, beat{dayStart*1000 + at, status, important})
		last = status
	}
	return down, beats
}

// probes is a table of all beats.
func probes(beats []beat) *txtar.Archive {
	var b strings.Builder
	b.WriteString("time,seen\n")
	for _, beat := range beats {
		fmt.Fprintf(&b, "%d,%s\n", beat.at/1000, []string{"down", "up", "down", "maintenance"}[beat.status])
	}
	return &txtar.Archive{Files: []txtar.File{{Name: "in/probes.csv", Data: []byte(b.String())}}}
}

// forgetful is a database that has beats of the last two hours, the changes before them, and what each hour counted.
func forgetful(beats []beat) *txtar.Archive {
	var b strings.Builder
	b.WriteString(`CREATE TABLE monitor(id integer, name, interval, maxretries, retry_interval); CREATE TABLE heartbeat(monitor_id integer, time, status);
CREATE TABLE stat_hourly(monitor_id integer, timestamp, up, down, extras);`)
	fmt.Fprintf(&b, "INSERT INTO monitor VALUES(1,'a',%d,%d,%d);", every, retries, every)
	hours := map[int64]*[3]int{}
	for _, beat := range beats {
		hour := beat.at / 3600_000 * 3600
		if hours[hour] == nil {
			hours[hour] = &[3]int{}
		}
		hours[hour][[]int{1, 0, 1, 2}[beat.status]]++
		if beat.important || beat.at > (dayStart+length-7200)*1000 {
			fmt.Fprintf(&b, "INSERT INTO heartbeat VALUES(1,'%s',%d);", time.UnixMilli(beat.at).UTC().Format("2006-01-02 15:04:05.000"), beat.status)
		}
	}
	for hour, n := range hours {
		fmt.Fprintf(&b, `INSERT INTO stat_hourly VALUES(1,%d,%d,%d,'{"maintenance":%d}');`, hour, n[0], n[1], n[2])
	}
	return &txtar.Archive{Files: []txtar.File{{Name: "in/kuma.sql", Data: []byte(b.String())}}}
}

// TestTruth promises that what was down lies between what was down for certain and what may have been, at each second that was seen.
func TestTruth(t *testing.T) {
	seconds, outages := int64(0), 0
	for n := range *simulated {
		down, beats := simulate(rand.New(rand.NewPCG(1, uint64(n))))
		if len(beats) < 3 {
			continue
		}
		for name, in := range map[string]*txtar.Archive{"csv": probes(beats), "kuma": forgetful(beats)} {
			o := monitor.Options{Every: every}
			all, list := read(t, format(t, name), in, o)
			if list.Errors() > 0 {
				t.Fatal(n, name, list)
			}
			saw := evidence.Observe(all, calendar.Union(calendar.Interval{Start: dayStart, End: dayStart + length}))
			in := func(set calendar.Set) []bool {
				is := make([]bool, length)
				for _, i := range set {
					for at := i.Start; at < i.End; at++ {
						is[at-dayStart] = true
						seconds++
					}
				}
				return is
			}
			seen, certain, maybe := in(saw.Seen), in(saw.Down), in(saw.Maybe)
			outages += len(saw.Down)
			for at := range down {
				when := calendar.RFC3339(dayStart + int64(at))
				// A second is that of a probe as a whole.
				if certain[at] && !down[at] && !down[max(0, at-1)] {
					t.Fatalf("%d: %s: at %s it was up, and is down for certain\n%s", n, name, when, written(all))
				}
				if seen[at] && down[at] && !maybe[at] && down[min(at+1, length-1)] && down[max(0, at-1)] {
					t.Fatalf("%d: %s: at %s it was down, and was seen up\n%s", n, name, when, written(all))
				}
			}
		}
	}
	t.Logf("%d days: %d seconds compared, %d outages seen for certain", *simulated, seconds, outages)
}
