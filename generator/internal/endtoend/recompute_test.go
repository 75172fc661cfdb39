package endtoend_test

import (
	"slices"
	"strings"
	"testing"

	"afterword/generator/internal/urls"
)

// TestRecompute promises that a reader can have the figures counted again on the page of methods: that
// all agree, that one which was changed is named, and that nothing is loaded for it before.
func TestRecompute(t *testing.T) {
	v := openTab(t, site(t, "fixture", "/repo/"))
	v.open(urls.Method)
	const (
		loaded = `performance.getEntriesByType("resource").map(e => e.name.split("/").pop())`
		status = `document.querySelector("#recompute [role=status]").textContent`
	)
	v.await("the button is there", `!document.querySelector("#recompute button").hidden`)
	before := eval[[]string](v, loaded)
	for _, name := range before {
		if strings.HasPrefix(name, "recompute") || strings.HasSuffix(name, ".json") {
			t.Errorf("%s is loaded before anyone asks for it", name)
		}
	}
	eval[bool](v, `document.querySelector("#recompute button").click(), true`)
	v.await("everything is counted", `!document.querySelector("#recompute button").disabled`)
	if got := eval[string](v, status); !strings.HasPrefix(got, "All ") || !strings.Contains(got, " numbers agree") {
		t.Errorf("it says: %s\n%s", got, eval[string](v, `document.querySelector("#recompute table").innerText`))
	}
	if !slices.Contains(eval[[]string](v, loaded), "uptime.json") {
		t.Error("nothing was read")
	}

	// The same with a figure that is not what was counted.
	eval[bool](v, `(window.fetch = (own => async address => {
		const answer = await own(address);
		if (!String(address).endsWith("uptime.json")) return answer;
		const data = await answer.json();
		data.years.find(y => y.services.length).services[0].seconds += 1;
		return new Response(JSON.stringify(data));
	})(window.fetch), document.querySelector("#recompute button").click(), true)`)
	v.await("everything is counted once more", `!document.querySelector("#recompute button").disabled`)
	if rows := eval[int](v, `document.querySelectorAll("#recompute tbody tr").length`); rows == 0 {
		t.Errorf("the changed figure is not named: %s", eval[string](v, status))
	}
}
