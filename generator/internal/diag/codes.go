package diag

// A Code names one kind of error. Codes are stable: scripts and editors rely
// on them.
type Code string

// The codes, in the order in which a build meets them.
const (
	// The archive and its files.
	ArchiveMissing   Code = "archive-missing"
	FileUnreadable   Code = "file-unreadable"
	FileKind         Code = "file-kind"
	FileName         Code = "file-name"
	FileTooLarge     Code = "file-too-large"
	FileIgnored      Code = "file-ignored"
	FileSecret       Code = "file-secret"
	FileVanished     Code = "file-vanished"
	LinkCycle        Code = "link-cycle"
	LinkOutside      Code = "link-outside"
	LinkDangling     Code = "link-dangling"
	Encoding         Code = "encoding"
	ControlCharacter Code = "control-character"

	// Front matter and archive.yaml as text.
	FrontMatterMissing  Code = "front-matter-missing"
	FrontMatterUnclosed Code = "front-matter-unclosed"
	FrontMatterKind     Code = "front-matter-kind"
	FrontMatterShape    Code = "front-matter-shape"
	FrontMatterLimit    Code = "front-matter-limit"
	Syntax              Code = "syntax"
	DuplicateKey        Code = "duplicate-key"
	YAMLFeature         Code = "yaml-feature"

	// Editions.
	EditionUnknown Code = "edition-unknown"
	EditionWider   Code = "edition-wider"
	EditionMark    Code = "edition-mark"
	EditionLeak    Code = "edition-leak"

	// Values.
	KeyUnknown     Code = "key-unknown"
	KeyMissing     Code = "key-missing"
	ValueType      Code = "value-type"
	ValueEmpty     Code = "value-empty"
	ValueInvalid   Code = "value-invalid"
	ValueLimit     Code = "value-limit"
	ValueDuplicate Code = "value-duplicate"

	// Times.
	TimeFormat         Code = "time-format"
	TimeDateMissing    Code = "time-date-missing"
	TimeZoneMissing    Code = "time-zone-missing"
	TimeZoneLabel      Code = "time-zone-label"
	TimeZoneUnknown    Code = "time-zone-unknown"
	TimeOffsetMismatch Code = "time-offset-mismatch"
	TimeGap            Code = "time-gap"
	TimeAmbiguous      Code = "time-ambiguous"
	Time12Hour         Code = "time-12h"
	TimeLeapSecond     Code = "time-leap-second"
	TimeNumber         Code = "time-number"
	DateInvalid        Code = "date-invalid"
	DateFormat         Code = "date-format"

	// Windows, phases and the timeline.
	WindowStart   Code = "window-start"
	WindowEnd     Code = "window-end"
	WindowOrder   Code = "window-order"
	WindowBounds  Code = "window-bounds"
	WindowLevel   Code = "window-level"
	WindowService Code = "window-service"
	WindowFar     Code = "window-far"
	DateFar       Code = "date-far"
	PhaseOrder    Code = "phase-order"
	TimelineOrder Code = "timeline-order"

	// Names that refer to something else.
	ServiceUnknown  Code = "service-unknown"
	ServiceID       Code = "service-id"
	ServiceParent   Code = "service-parent"
	SeverityUnknown Code = "severity-unknown"
	RelatedUnknown  Code = "related-unknown"

	// Taxonomies and their terms.
	TaxonomyName Code = "taxonomy-name"
	TermClash    Code = "term-clash"
	TermParent   Code = "term-parent"
	TermSynonym  Code = "term-synonym"
	TermNear     Code = "term-near"
	TermRename   Code = "term-rename"

	// What the archive's own rules ask for.
	RuleMissing Code = "rule-missing"
	RuleLate    Code = "rule-late"

	// URLs.
	BaseURL      Code = "base-url"
	SlugInvalid  Code = "slug-invalid"
	AliasInvalid Code = "alias-invalid"
	URLCollision Code = "url-collision"
	LinkBroken   Code = "link-broken"
	LinkFragment Code = "link-fragment"
	LinkScheme   Code = "link-scheme"

	// Markdown.
	MarkdownLimit Code = "markdown-limit"
	RawHTML       Code = "raw-html"
	CodeLanguage  Code = "code-language"
	ImageMissing  Code = "image-missing"
	ImageInvalid  Code = "image-invalid"
	ImageRemote   Code = "image-remote"

	// Data files that are drawn.
	SeriesShape  Code = "series-shape"
	SeriesTime   Code = "series-time"
	SeriesValue  Code = "series-value"
	ChartOption  Code = "chart-option"
	SignalWindow Code = "signal-window"

	// What monitors saw.
	EvidenceFile    Code = "evidence-file"
	EvidenceDiffers Code = "evidence-differs"
	EvidenceMissing Code = "evidence-missing"
	MonitorSource   Code = "monitor-source"

	// Addresses of other sites, which check --external asks for.
	LinkGone    Code = "link-gone"
	LinkFailing Code = "link-failing"
	LinkUnasked Code = "link-unasked"

	// A published site, which verify reads.
	FigureDiffers Code = "figure-differs"

	// Themes.
	ThemeMissing  Code = "theme-missing"
	ThemeTemplate Code = "theme-template"
)
