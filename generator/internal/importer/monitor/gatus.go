package monitor

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"afterword/generator/internal/evidence"
)

// gatusStates are what its events and its results say.
var gatusStates = map[string]evidence.State{"HEALTHY": evidence.Up, "UNHEALTHY": evidence.Down, "1": evidence.Up, "0": evidence.Down}

// A gatusStatus is one endpoint as its API has it.
// https://github.com/TwiN/gatus, config/endpoint of 5.36.0
type gatusStatus struct {
	Key, Group, Name string
	Results          []struct {
		Success   *bool
		Timestamp time.Time
	}
}

// readGatus reads the SQLite file, or what the API says of one endpoint or of all. Maintenance only mutes the alerts of
// Gatus: its checks count as they are.
func readGatus(r *reader, f file) {
	if isDatabase(f) {
		r.query(f, func(db *sql.DB) error { return r.gatusDatabase(f, db) })
		return
	}
	var raw json.RawMessage
	if !r.parse(f, &raw) {
		return
	}
	var list []gatusStatus
	if strings.HasPrefix(string(raw), "[") {
		if !r.parse(f, &list) {
			return
		}
	} else {
		list = make([]gatusStatus, 1)
		if !r.parse(f, &list[0]) {
			return
		}
	}
	var all []candidate
	for _, s := range list {
		all = append(all, candidate{s.Key, s.Name})
	}
	n, ok := r.choose(f, all)
	if !ok || !r.called(f, "Gatus, %s", all[n]) {
		return
	}
	for _, result := range list[n].Results {
		if result.Success == nil || result.Timestamp.IsZero() {
			r.fail(f.Name, "", "a result of %s has no success or no timestamp", all[n].id)
			return
		}
		seen := evidence.Down
		if *result.Success {
			seen = evidence.Up
		}
		r.probes = append(r.probes, probe{at: result.Timestamp.UnixMilli(), seen: seen, hash: f.hash})
	}
}

// gatusTime is how its database has times, in UTC: as Go prints them.
const gatusTime = "2006-01-02 15:04:05.999999999 -0700 MST"

// gatusDatabase reads the tables of 5.36. It keeps 100 results, 50 changes, and how many checks each of the last
// hours had; those of days, which begin at midnight where it ran, are left out.
func (r *reader) gatusDatabase(f file, db *sql.DB) error {
	if err := needTables(db, "endpoints", "endpoint_results", "endpoint_events", "endpoint_uptimes"); err != nil {
		return err
	}
	var all []candidate
	var ids []int64
	var id int64
	var c candidate
	err := each(db, func() error {
		all, ids = append(all, c), append(ids, id)
		return nil
	}, []any{&id, &c.id, &c.name}, `SELECT endpoint_id, endpoint_key, endpoint_name FROM endpoints ORDER BY endpoint_key`)
	if err != nil {
		return err
	}
	n, ok := r.choose(f, all)
	if !ok || !r.called(f, "Gatus, %s", all[n]) {
		return nil
	}
	var when, what string
	add := func() error {
		t, err := time.Parse(gatusTime, when)
		if err != nil {
			return fmt.Errorf("a result has the time %q", when)
		}
		seen, known := gatusStates[what]
		if !known && what != "START" {
			return fmt.Errorf("an event has the type %q", what)
		}
		if known {
			r.probes = append(r.probes, probe{at: t.UnixMilli(), seen: seen, hash: f.hash})
		}
		return nil
	}
	err = each(db, add, []any{&when, &what}, `SELECT CAST(timestamp AS TEXT), CAST(success AS TEXT) FROM endpoint_results WHERE endpoint_id = ?`, ids[n])
	if err != nil || len(r.probes) == 0 {
		return err
	}
	r.says(r.median())
	err = each(db, add, []any{&when, &what}, `SELECT CAST(event_timestamp AS TEXT), event_type FROM endpoint_events WHERE endpoint_id = ?`, ids[n])
	if err != nil {
		return err
	}
	r.sort()
	newest := r.probes[len(r.probes)-1].at / 1000
	var row count
	var total int64
	return each(db, func() error {
		row.End, row.down = row.Start+3600, total-row.up
		if row.Start > newest-47*3600 { // older ones may be the sum of a day
			r.counts = append(r.counts, row)
		}
		return nil
	}, []any{&row.Start, &total, &row.up}, `SELECT hour_unix_timestamp, total_executions, successful_executions FROM endpoint_uptimes WHERE endpoint_id = ?`, ids[n])
}
