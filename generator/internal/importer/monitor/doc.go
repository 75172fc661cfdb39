// Package monitor reads what monitors recorded: Uptime Kuma, Gatus, UptimeRobot, Prometheus, and tables
// of probes or of stretches.
//
// It promises that what a monitor does not say is seen by nobody: a probe that is missing is neither up nor
// down, and a time without a zone is refused, not guessed. Each stretch names the file it is from by its hash.
//
//	monitor.go      the formats; Read
//	stretches.go    probes, and how many a monitor counted → stretches
//	sqlite.go       a database as a file, read only and alone
//	kuma.go         Uptime Kuma: its database, a status page's JSON
//	gatus.go        Gatus: its database, its API's JSON
//	uptimerobot.go  UptimeRobot: the answer of getMonitors
//	prometheus.go   Prometheus: probe_success
//	table.go        CSV
package monitor
