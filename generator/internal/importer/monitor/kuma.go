package monitor

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"afterword/generator/internal/evidence"
)

// kumaStates are what the codes of Uptime Kuma mean. PENDING is a probe that failed and is tried again.
// https://github.com/louislam/uptime-kuma, src/util.ts of 2.5.3
var kumaStates = [...]evidence.State{0: evidence.Down, 1: evidence.Up, kumaPending: evidence.Down, 3: evidence.Paused}

const kumaPending = 2

// kumaTime is how it writes times, in UTC.
const kumaTime = "2006-01-02 15:04:05.999"

// kumaBeat adds one beat.
func (r *reader) kumaBeat(f file, when string, status int) error {
	t, err := time.Parse(kumaTime, when)
	if err != nil {
		return fmt.Errorf("a heartbeat has the time %q", when)
	}
	if status < 0 || status >= len(kumaStates) {
		return fmt.Errorf("a heartbeat has the status %d; known are 0 to 3", status)
	}
	r.probes = append(r.probes, probe{at: t.UnixMilli(), seen: kumaStates[status], hash: f.hash, retried: status == kumaPending})
	return nil
}

func readKuma(r *reader, f file) {
	if isDatabase(f) {
		r.query(f, func(db *sql.DB) error { return r.kumaDatabase(f, db) })
		return
	}
	var page struct {
		HeartbeatList map[string][]struct {
			Status int
			Time   string
		}
		MonitorList json.RawMessage // of a backup
	}
	if !r.parse(f, &page) {
		return
	}
	if page.MonitorList != nil {
		r.fail(f.Name, "Give kuma.db: a backup holds the configuration alone, and with it tokens that belong into no archive.", "it holds no history")
		return
	}
	var all []candidate
	for _, id := range slices.Sorted(maps.Keys(page.HeartbeatList)) {
		all = append(all, candidate{id: id})
	}
	n, ok := r.choose(f, all)
	if !ok || !r.called(f, "Uptime Kuma, monitor %s", all[n].id) {
		return
	}
	for _, beat := range page.HeartbeatList[all[n].id] {
		if err := r.kumaBeat(f, beat.Time, beat.Status); err != nil {
			r.fail(f.Name, "", "%v", err)
			return
		}
	}
}

// kumaDatabase reads the tables of 1.23 and 2.5. Since 2.0, beats that changed nothing are kept for a day: what was seen
// before then is the changes, where the counts of each hour, and later of each day, say that it looked.
func (r *reader) kumaDatabase(f file, db *sql.DB) error {
	if err := needTables(db, "monitor", "heartbeat"); err != nil {
		return err
	}
	type monitor struct{ every, retries, retryEvery int64 }
	var all []candidate
	var monitors []monitor
	var id int64
	var name string
	var m monitor
	err := each(db, func() error {
		all, monitors = append(all, candidate{strconv.FormatInt(id, 10), name}), append(monitors, m)
		return nil
	}, []any{&id, &name, &m.every, &m.retries, &m.retryEvery},
		`SELECT id, coalesce(name, ''), interval, coalesce(maxretries, 0), coalesce(retry_interval, 0) FROM monitor ORDER BY id`)
	if err != nil {
		return err
	}
	n, ok := r.choose(f, all)
	if !ok || !r.called(f, "Uptime Kuma, monitor %s, %s", all[n].id, all[n].name) {
		return nil
	}
	m = monitors[n]
	r.says(max(m.every, m.retryEvery))
	r.retried = max(r.retried, m.retries*cmp.Or(m.retryEvery, m.every))
	var when string
	var status int
	err = each(db, func() error { return r.kumaBeat(f, when, status) }, []any{&when, &status},
		`SELECT CAST(time AS TEXT), status FROM heartbeat WHERE monitor_id = ? ORDER BY time`, all[n].id)
	if err != nil {
		return err
	}
	for _, kept := range []struct {
		table  string
		length int64
	}{{"stat_hourly", 3600}, {"stat_daily", 86400}} {
		if ok, err := hasTable(db, kept.table); err != nil || !ok {
			return err
		}
		var c count
		var extras struct{ Maintenance int64 }
		var text string
		err := each(db, func() error {
			extras.Maintenance = 0
			if err := json.Unmarshal([]byte(text), &extras); err != nil {
				return fmt.Errorf("%s has the extras %q", kept.table, text)
			}
			c.End, c.paused = c.Start+kept.length, extras.Maintenance
			r.counts = append(r.counts, c)
			return nil
		}, []any{&c.Start, &c.up, &c.down, &text}, `SELECT timestamp, up, down, coalesce(nullif(extras, ''), '{}') FROM `+kept.table+` WHERE monitor_id = ?`, all[n].id)
		if err != nil {
			return err
		}
	}
	return nil
}
