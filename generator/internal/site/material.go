package site

import (
	"afterword/generator/internal/archive"
	"afterword/generator/internal/markdown"
	"afterword/generator/internal/uptime"
)

// What exports are made of: what the pages show, before it becomes pages.

// Report is the rendered Markdown of an incident, its links resolved.
func (s *Site) Report(i *archive.Incident) markdown.Document { return s.bodies.document(i.File) }

// Uptime is every figure of the archive.
func (s *Site) Uptime() *uptime.Report { return s.uptime }
