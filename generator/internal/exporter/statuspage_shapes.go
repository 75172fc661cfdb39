package exporter

// The shapes of Statuspage's public API v2, with the keys in its order. A
// pointer is a value that may be null there; a list is never null but for
// affected_components. Times are RFC 3339 with milliseconds, in UTC.

type pageShape struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	URL       string `json:"url"`
	TimeZone  string `json:"time_zone"`
	UpdatedAt string `json:"updated_at"`
}

type statusShape struct {
	Indicator   string `json:"indicator"` // none, minor, major, critical or maintenance
	Description string `json:"description"`
}

type componentShape struct {
	ID                 string   `json:"id"`
	Name               string   `json:"name"`
	Status             string   `json:"status"`
	CreatedAt          string   `json:"created_at"`
	UpdatedAt          string   `json:"updated_at"`
	Position           int      `json:"position"`
	Description        *string  `json:"description"`
	Showcase           bool     `json:"showcase"`
	StartDate          *string  `json:"start_date"`
	GroupID            *string  `json:"group_id"`
	PageID             string   `json:"page_id"`
	Group              bool     `json:"group"`
	OnlyShowIfDegraded bool     `json:"only_show_if_degraded"`
	Components         []string `json:"components,omitempty"` // ids, of groups only
}

type incidentShape struct {
	ID           string  `json:"id"`
	Name         string  `json:"name"`
	Status       string  `json:"status"`
	CreatedAt    string  `json:"created_at"`
	UpdatedAt    *string `json:"updated_at"`
	MonitoringAt *string `json:"monitoring_at"`
	ResolvedAt   *string `json:"resolved_at"`
	Impact       string  `json:"impact"` // none, minor, major, critical or maintenance
	Shortlink    string  `json:"shortlink"`
	StartedAt    string  `json:"started_at"`
	PageID       string  `json:"page_id"`
	// Updates are newest first.
	Updates           []updateShape    `json:"incident_updates"`
	Components        []componentShape `json:"components"`
	ReminderIntervals *string          `json:"reminder_intervals"` // always null
	*scheduleShape                     // nil of incidents, whose keys these are not
}

// A scheduleShape is what a maintenance has beyond an incident.
type scheduleShape struct {
	ScheduledFor   string  `json:"scheduled_for"`
	ScheduledUntil *string `json:"scheduled_until"` // null where the end is not known
}

type updateShape struct {
	ID         string `json:"id"`
	Status     string `json:"status"`
	Body       string `json:"body"`
	IncidentID string `json:"incident_id"`
	CreatedAt  string `json:"created_at"`
	UpdatedAt  string `json:"updated_at"`
	// DisplayAt is the time to trust; null where the report has none.
	DisplayAt            *string       `json:"display_at"`
	AffectedComponents   []changeShape `json:"affected_components"`
	DeliverNotifications bool          `json:"deliver_notifications"`
	CustomTweet          *string       `json:"custom_tweet"`
	TweetID              *string       `json:"tweet_id"`
}

type changeShape struct {
	Code      string `json:"code"` // the component's id
	Name      string `json:"name"`
	OldStatus string `json:"old_status"`
	NewStatus string `json:"new_status"`
}

// A statuspageDocument is what an endpoint returns: the page, and those of the other keys that
// the endpoint has. What is nil is left out, and an empty list is not nil.
type statuspageDocument struct {
	Page         pageShape        `json:"page"`
	Incident     *incidentShape   `json:"incident,omitzero"`
	Components   []componentShape `json:"components,omitzero"`
	Incidents    []incidentShape  `json:"incidents,omitzero"`
	Maintenances []incidentShape  `json:"scheduled_maintenances,omitzero"`
	Status       *statusShape     `json:"status,omitzero"`
}
