// Package figure computes the geometry of the drawings: duration bars, the
// lanes of a postmortem, and the strips of days and weeks. A figure holds
// positions in per cent across and in pixels down, so that an SVG without a
// viewBox stretches with its column while text and strokes keep their size.
// Templates draw; this package decides where. It imports calendar, postmortem and uptime.
package figure
