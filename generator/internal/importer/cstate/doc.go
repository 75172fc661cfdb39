// Package cstate imports a cState status page: a Hugo site whose issues are
// Markdown, or the JSON of its read-only API.
package cstate
