package postmortem_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/settings"
)

// everything is front matter with every key that there is.
const everything = `---
title: Checkout was down
slug: checkout
date: 2026-03-04T10:00:00+02:00
updated: 2026-03-05
summary: Orders failed.
organization: Example
services: [checkout, api]
severity: major
timezone: Europe/Helsinki
impact:
  - {start: 2026-03-02T10:00:00+02:00, end: 2026-03-02T11:30:00+02:00, level: major_outage, services: [api], note: All of it}
  - {start: 2026-03-03, end: unknown, level: partial_outage, at_least: 10m, at_most: 2h}
  - {start: "2026-03-04 09:00", end: ongoing, level: unknown}
detected: 2026-03-02T10:05:00Z
acknowledged: 2026-03-02T10:06:00+02:00
mitigated: 2026-03-02 11:00
resolved: 2026-03-02T12:00:00+02:00
detected_by: alert
timeline:
  - {time: 2026-03-02T10:07:00+02:00, status: investigating, text: We look.}
  - {text: Somebody called.}
causes: [configuration]
tags: [database, cache]
related: [2025/other]
actions:
  - {title: Alert sooner, owner: ops, due: 2026-04-01, status: open, link: "https://example.org/1", kind: detect}
sources:
  - {title: A report, url: "https://example.org/2", publisher: Example, date: 2026-03-06, archived: "https://example.org/3"}
aliases: [/old/]
draft: true
---

Text.
`

func TestKeptPostmortemsAreTheSame(t *testing.T) {
	s := settings.Default()
	s.Zone, s.ZoneGiven = time.UTC, true
	src := diag.NewSource("content/2026/checkout.md", everything)
	p, list := postmortem.Parse("2026/checkout.md", src, s)
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	// A field that is added and not kept would come out empty, and not be noticed.
	v := reflect.ValueOf(*p)
	for n := range v.NumField() {
		if name := v.Type().Field(n).Name; v.Field(n).IsZero() && name != "Params" {
			t.Errorf("the postmortem of this test has no %s", name)
		}
	}
	var w cache.Writer
	if !p.Encode(&w) {
		t.Fatal("it cannot be kept")
	}
	r := cache.NewReader(w.Bytes())
	got := postmortem.Decode(r, p.File, src, p.Body)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	same := cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *diag.Source) bool { return a.File() == b.File() && a.Text() == b.Text() }), cmp.Comparer(func(a, b time.Time) bool {
		nameA, offsetA := a.Zone()
		nameB, offsetB := b.Zone()
		return a.Equal(b) && nameA == nameB && offsetA == offsetB && a.Location().String() == b.Location().String()
	}), cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })}
	if diff := cmp.Diff(p, got, same); diff != "" {
		t.Errorf("what was kept is -, what came back +:\n%s", diff)
	}
	for cut := range len(w.Bytes()) {
		r := cache.NewReader(w.Bytes()[:cut])
		postmortem.Decode(r, p.File, src, p.Body)
		if r.Close() == nil {
			t.Fatalf("nobody noticed that %d bytes are missing", len(w.Bytes())-cut)
		}
	}
}

func TestKeysOfTheirOwnAreNotKept(t *testing.T) {
	src := diag.NewSource("a.md", "---\ntitle: Outage\ndate: 2026-01-01T00:00:00Z\nparams:\n  ticket: 42\n---\n")
	p, list := postmortem.Parse("a.md", src, settings.Default())
	if list.Errors() > 0 {
		t.Fatal(list)
	}
	if len(p.Params) == 0 {
		t.Fatal("the postmortem of this test has no key of its own")
	}
	if p.Encode(new(cache.Writer)) {
		t.Error("it was kept without its keys")
	}
}
