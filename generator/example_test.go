package generator_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"afterword/generator"
)

// exampleArchive writes an archive of one report, and returns its folder.
func exampleArchive() (content string, remove func()) {
	dir, err := os.MkdirTemp("", "afterword-example-")
	if err != nil {
		log.Fatal(err)
	}
	content = filepath.Join(dir, "content")
	if err := os.Mkdir(content, 0o755); err != nil {
		log.Fatal(err)
	}
	for name, text := range map[string]string{
		"archive.yaml": "title: Outages\ntimezone: UTC\nas_of: 2025-01-01T00:00:00Z\n",
		"disk.md": `---
title: The disk was full
date: 2024-07-01
services: [api]
impact:
  - {start: 2024-07-01T10:00:00Z, end: 2024-07-01T12:24:00Z, level: major_outage}
tags: [disk, disk]
---

Nobody looked at the volume.
`,
	} {
		if err := os.WriteFile(filepath.Join(content, name), []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	return content, func() { os.RemoveAll(dir) }
}

func ExampleBuild() {
	content, remove := exampleArchive()
	defer remove()
	report, err := generator.Build(context.Background(), generator.Options{Content: content})
	if err != nil {
		log.Fatal(err)
	}
	_, err = os.Stat(filepath.Join(filepath.Dir(content), "public", "incidents", "disk", "index.html"))
	fmt.Println(report.Incidents, "incident, published:", err == nil)
	// Output: 1 incident, published: true
}

func ExampleCheck() {
	content, remove := exampleArchive()
	defer remove()
	report, err := generator.Check(context.Background(), generator.Options{Content: content})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range report.Diagnostics {
		fmt.Printf("%s:%d:%d: %s [%s]\n", filepath.Base(d.File), d.Line, d.Column, d.Message, d.Code)
	}
	// Output: disk.md:7:14: "disk" is listed twice [value-duplicate]
}

func ExampleUptime() {
	content, remove := exampleArchive()
	defer remove()
	report, err := generator.Uptime(context.Background(), generator.UptimeOptions{Options: generator.Options{Content: content}, Year: 2024})
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range report.Tables[0].Rows {
		fmt.Printf("%s: %s incident, %s\n", row.Name, row.Incidents, strings.ReplaceAll(row.Uptime, "\u00a0", " "))
	}
	// Output: api: 1 incident, 99.972 %
}

func ExampleSearch() {
	content, remove := exampleArchive()
	defer remove()
	found, err := generator.Search(context.Background(), generator.Options{Content: content}, generator.SearchQuery{Text: "volume", Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	for _, hit := range found.Results {
		fmt.Println(hit.Path, hit.Title)
	}
	// Output: disk The disk was full
}
