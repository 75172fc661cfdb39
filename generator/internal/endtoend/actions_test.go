package endtoend_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/urls"
)

// What was given up is closed, but nobody did it: no page counts it as done.
func TestDroppedActionsAreNotCountedAsDone(t *testing.T) {
	b := site(t, "fixture", "/repo/")
	for path, want := range map[string]string{
		"/incidents/2025/certificates/": "5\u00a0actions, 1 done, 1 dropped",
		urls.Actions:                    "3\u00a0actions done",
	} {
		var captions []string
		for _, table := range byClass(parse(t, b.page(t, path)), "actions") {
			captions = append(captions, textOf(table.FirstChild.NextSibling))
		}
		if !strings.Contains(strings.Join(captions, "\n")+"\n", want+"\n") {
			t.Errorf("%s: no table of actions says %q: %q", path, want, captions)
		}
	}
	dropped := 0
	for _, row := range rowsOf(parse(t, b.page(t, urls.Actions)), "actions") {
		if text := textOf(row); strings.Contains(text, "Buy a calendar") {
			dropped++
			if len(byClass(row, "done")) > 0 || !strings.Contains(text, "Won't fix") {
				t.Errorf("what was given up is marked as done: %q", text)
			}
		}
	}
	if dropped != 1 {
		t.Errorf("what was given up stands %d times on the page of actions", dropped)
	}
}
