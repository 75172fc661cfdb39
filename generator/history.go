package generator

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/postmortem"
	"afterword/generator/internal/scan"
	"afterword/generator/internal/settings"
)

// A version is a file as a commit left it, and as it was before.
type version struct {
	file, commit string
	at           time.Time
	texts        [2]string
}

// history finds in git what reports said of their windows and severities otherwise after they were published, by file, the oldest
// first. A file that was renamed has the history of its name. Git knows no editions: it is refused to an archive that has any.
func (p project) history(ctx context.Context, o Options) (map[string][]postmortem.Correction, error) {
	s, err := scan.Settings(p.content, p.display(p.content), o.Edition)
	if err != nil {
		return nil, err
	}
	if s.Editions != nil {
		return nil, &UsageError{errors.New("--git would show what editions hide: git knows none"), "Write published_changes: in the reports, marked like everything else."}
	}
	log, err := p.git(ctx, nil, nil, "-c", "core.quotePath=false", "log", "--reverse", "--no-merges", "--diff-filter=M", "--relative", "--name-only", "--format=%x01%H %ct", "--", ".")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, &UsageError{errors.New("--git needs git, which is not installed"), ""}
	}
	if err != nil {
		return nil, &UsageError{fmt.Errorf("--git: %w", err), "The archive has to lie in a repository of git that has its history."}
	}
	var versions []version
	var head version
	for line := range strings.Lines(log) {
		line = strings.TrimSuffix(line, "\n")
		if commit, ok := strings.CutPrefix(line, "\x01"); ok {
			hash, seconds, _ := strings.Cut(commit, " ")
			unix, err := strconv.ParseInt(seconds, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("reading the history: %w", err)
			}
			head = version{commit: hash, at: time.Unix(unix, 0).In(s.Zone)}
		} else if strings.HasSuffix(line, ".md") {
			v := head
			v.file = line
			versions = append(versions, v)
		}
	}
	found := map[string][]postmortem.Correction{}
	for some := range slices.Chunk(versions, 500) { // as many texts as memory has to hold
		if err := p.blobs(ctx, some); err != nil {
			return nil, fmt.Errorf("reading the history: %w", err)
		}
		for _, v := range some {
			if list := v.corrections(s); len(list) > 0 {
				found[v.file] = append(found[v.file], list...)
			}
		}
	}
	return found, nil
}

// blobs reads both texts of each version.
func (p project) blobs(ctx context.Context, versions []version) error {
	var names strings.Builder
	for _, v := range versions {
		fmt.Fprintf(&names, "%[1]s^:./%[2]s\n%[1]s:./%[2]s\n", v.commit, v.file)
	}
	out, err := p.git(ctx, strings.NewReader(names.String()), nil, "cat-file", "--batch")
	if err != nil {
		return err
	}
	r := bufio.NewReader(strings.NewReader(out))
	for n := range versions {
		for side := range versions[n].texts {
			line, err := r.ReadString('\n')
			if err != nil {
				return err
			}
			parts := strings.Fields(line)
			size, err := strconv.Atoi(parts[len(parts)-1])
			if err != nil || len(parts) != 3 || parts[1] != "blob" {
				continue // there is none: the first commit of a history that was cut off
			}
			text := make([]byte, size+1)
			if _, err := io.ReadFull(r, text); err != nil {
				return err
			}
			versions[n].texts[side] = string(bytes.TrimSuffix(text, []byte("\n")))
		}
	}
	return nil
}

// corrections are what a version says otherwise than the one before, where that was published.
func (v version) corrections(s *settings.Settings) (list []postmortem.Correction) {
	var sides [2]*postmortem.Postmortem
	for n, text := range v.texts {
		p, problems := postmortem.Parse(v.file, diag.NewSource(v.file, text), s)
		if p == nil || problems.Errors() > 0 || p.Draft {
			return nil
		}
		sides[n] = p
	}
	was, is := sides[0], sides[1]
	if was.Date.IsZero() || v.at.Before(was.Date.Instant) {
		return nil
	}
	day := calendar.Time{Instant: time.Date(v.at.Year(), v.at.Month(), v.at.Day(), 0, 0, 0, 0, v.at.Location()), Precision: calendar.Day}
	add := func(what, before, after string) {
		if before != after {
			list = append(list, postmortem.Correction{Date: day, Text: fmt.Sprintf("%s from %s to %s.", what, before, after)})
		}
	}
	if len(was.Windows) != len(is.Windows) {
		add("The number of windows changed", strconv.Itoa(len(was.Windows)), strconv.Itoa(len(is.Windows)))
	} else {
		for n := range was.Windows {
			a, b, of := was.Windows[n], is.Windows[n], ""
			if len(was.Windows) > 1 {
				of = fmt.Sprintf(" of window %d", n+1)
			}
			before, after := spans(a, b, s.Zone)
			add("The start"+of+" moved", before[0], after[0])
			add("The end"+of+" moved", before[1], after[1])
			add("The level"+of+" changed", strings.ToLower(a.Level.Words()), strings.ToLower(b.Level.Words()))
		}
	}
	severity := func(p *postmortem.Postmortem) string {
		if p.Severity == "" {
			return "not recorded"
		}
		return p.Severity
	}
	add("The severity changed", severity(was), severity(is))
	return list
}

// spans are the start and the end of two windows in words: times of day alone where both are of one day.
func spans(a, b postmortem.Window, zone *time.Location) (before, after [2]string) {
	show := func(w postmortem.Window, t, other calendar.Time) string {
		switch {
		case t.IsZero() && w.Ongoing:
			return "ongoing"
		case t.Timed() && other.Timed() && calendar.DateOnly(t, zone) == calendar.DateOnly(other, zone):
			return calendar.Clock(t, zone)
		}
		return calendar.Instant(t, zone)
	}
	return [2]string{show(a, a.Start, b.Start), show(a, a.End, b.End)}, [2]string{show(b, b.Start, a.Start), show(b, b.End, a.End)}
}

// inOrder writes corrections in the order of their files, so that two lists can be compared.
func inOrder(all map[string][]postmortem.Correction) string {
	var b strings.Builder
	for _, file := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintln(&b, file, all[file])
	}
	return b.String()
}
