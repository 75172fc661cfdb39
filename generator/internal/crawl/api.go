package crawl

// The shapes of the JSON API, as the contract of the site gives them.

var windowShape = object{
	"start": orNull(moment), "end": orNull(moment),
	"level":    oneOf("major_outage", "partial_outage", "degraded_performance", "maintenance", "unknown"),
	"services": listOf(someText), "ongoing": truth, "uncertain": truth,
	"at_least": orNull(count), "at_most": orNull(count), "note": orNull(anyText),
}

var actionShape = object{
	"title": someText, "owner": orNull(anyText), "due": orNull(day),
	"status": someText, "link": orNull(remote), "kind": orNull(anyText),
}

var incidentShape = object{
	"path": someText, "url": here, "title": someText, "summary": orNull(anyText), "organization": orNull(anyText),
	"date": moment, "updated": orNull(moment), "severity": orNull(someText),
	"services": listOf(someText), "causes": listOf(someText), "tags": listOf(someText),
	"windows": listOf(windowShape), "started": orNull(moment), "ended": orNull(moment),
	"seconds": orNull(bounds{count}), "detected": orNull(moment), "acknowledged": orNull(moment),
	"mitigated": orNull(moment), "resolved": orNull(moment),
	"actions": listOf(actionShape), "related": listOf(someText),
	"sources": listOf(object{
		"title": orNull(anyText), "url": orNull(remote), "publisher": orNull(anyText),
		"date": orNull(moment), "archived": orNull(remote),
	}),
}

var serviceShape = object{
	"id": someText, "url": here, "name": someText, "organization": orNull(anyText), "parent": orNull(someText),
	"description": orNull(anyText), "website": orNull(remote), "since": orNull(day), "until": orNull(day),
	"slo": orNull(number), "incidents": count,
}

// promiseShape is an action item with the incident that it came from.
var promiseShape = object{
	"title": someText, "owner": orNull(anyText), "due": orNull(day), "status": someText, "link": orNull(remote),
	"kind": orNull(anyText), "done": truth, "overdue": truth,
	"incident": object{"path": someText, "url": here, "title": someText},
}

var monthShape = object{
	"month": month, "id": someText, "from": instant, "to": instant, "seconds": count, "incidents": count,
	"major": bounds{count}, "partial": bounds{count}, "degraded": bounds{count}, "maintenance": bounds{count},
	"impacted": bounds{count}, "weighted": bounds{number}, "uptime": bounds{number}, "strict": bounds{number},
}

var uptimeShape = object{
	"as_of": instant, "timezone": someText,
	"weights": object{
		"major_outage": number, "partial_outage": number, "degraded_performance": number, "maintenance": number,
	},
	"years": listOf(object{
		"year": year,
		"services": listOf(object{
			"id": someText, "from": instant, "to": instant, "seconds": count, "incidents": count,
			"major": bounds{count}, "partial": bounds{count}, "degraded": bounds{count}, "maintenance": bounds{count},
			"impacted": bounds{count}, "weighted": bounds{number}, "uptime": bounds{number}, "strict": bounds{number},
			"slo":    orNull(number),
			"budget": orNull(object{"total": number, "spent": bounds{number}}),
			"months": listOf(monthShape),
		}),
	}),
}
