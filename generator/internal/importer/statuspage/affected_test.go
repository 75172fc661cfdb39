package statuspage

import "testing"

// TestAffected reads the sentence that names the components affected.
func TestAffected(t *testing.T) {
	for text, want := range map[string][]listed{
		"API":                                 {{"API", ""}},
		"API and Webhooks":                    {{"API", ""}, {"Webhooks", ""}},
		"Git, Search and Browse, and Actions": {{"Git", ""}, {"Search and Browse", ""}, {"Actions", ""}},
		"MARKET (HARBOUR) APPS (Market (Harbour) - Production)": {{"Market (Harbour) - Production", "MARKET (HARBOUR) APPS"}},
		"EU (A, B), US (C) and Search":                          {{"A", "EU"}, {"B", "EU"}, {"C", "US"}, {"Search", ""}},
		"":                                                      nil, ")": {{")", ""}}, "(a": {{"(a", ""}},
	} {
		got := affected(text)
		if len(got) != len(want) {
			t.Errorf("%q is %q, want %q", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q is %q, want %q", text, got, want)
			}
		}
	}
}
