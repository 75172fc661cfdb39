package lenient

import "strings"

// names are what people and programs call the things that a report has: in CSV,
// in front matter, and in lines of prose. Those of the VOID, thevoid.community, are among them.
// They are in small letters and digits alone.
var names = map[string]string{
	"id":                  "id incidentid voidid number key ticket",
	"title":               "title name incident subject incidenttitle incidentname",
	"published":           "published publishedat datepublished publishedon publicationdate publishdate dateofwriteup reportdate dateofreport reported reportedon datereported written",
	"date":                "date created createdat",
	"happened":            "dateofincident incidentdate dateoftheincident outagedate dateofoutage occurred occurredon",
	"updated":             "lastmod lastmodifiedat updated modified",
	"start":               "start starttime startedat started begin began beginning from startdate incidentstart impactstart outagestart",
	"end":                 "end endtime endedat ended until to enddate incidentend impactend outageend",
	"minutes":             "durationminutes minutes durationmin downtimeminutes",
	"duration":            "duration totalduration outageduration incidentduration impactduration length downtime",
	"detected":            "detected detectedat detection timedetected detectiontime detecttime",
	"acknowledged":        "acknowledged acknowledgedat",
	"mitigated":           "mitigated mitigatedat timemitigated",
	"resolved":            "resolvedat resolved resolutiontime timeresolved resolution",
	"time_to_detection":   "timetodetection timetodetect ttd",
	"time_to_acknowledge": "timetoacknowledge timetoacknowledgement tta",
	"time_to_mitigation":  "timetomitigation timetomitigate ttm",
	"time_to_recovery":    "timetorecovery timetorecover timetoresolution timetoresolve ttr",
	"impact":              "impact",
	"window":              "impactwindow impacttime outage outagewindow incidentwindow incidenttime time when period dateandtime",
	"severity":            "severity sev priority incidentseverity impactlevel",
	"level":               "level outagetype impactkind",
	"status":              "status",
	"services":            "services service affectedservices servicesaffected affectedservice components component affectedcomponents affectedsystems",
	"affected":            "affected systems system product", // in a table; prose says more than names there
	"organization":        "organization organisation company namefromorganization owner",
	"url":                 "url link primarysourceurl primarysource report source",
	"summary":             "summary shortdescription tldr excerpt",
	"description":         "description",
	"body":                "body details notes postmortem text",
	"tags":                "tags labels impactcategory keywords",
	"causes":              "causes cause rootcause contributingfactors",
	"category":            "categories category",
	"authors":             "author authors",
	"timezone":            "timezone tz zone",
}

// Names are the names of what some keys of a report stand for, in the order in which they count.
func Names(keys ...string) (list []string) {
	for _, key := range keys {
		list = append(list, strings.Fields(names[key])...)
	}
	return list
}

// KeyOf returns the one of some keys that a name stands for, "" where none does.
func KeyOf(name string, keys ...string) string {
	for _, key := range keys {
		for alias := range strings.FieldsSeq(names[key]) {
			if same(name, alias) {
				return key
			}
		}
	}
	return ""
}

// same reports whether two names are equal but for their case and for signs and spaces in them.
func same(a, b string) bool {
	for {
		a, b = strings.TrimLeft(a, "_- /"), strings.TrimLeft(b, "_- /")
		if a == "" || b == "" {
			return a == b
		}
		if a[0] != b[0] && (a[0]^b[0] != 0x20 || a[0]|0x20 < 'a' || a[0]|0x20 > 'z') {
			return false
		}
		a, b = a[1:], b[1:]
	}
}
