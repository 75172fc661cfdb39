package site

import "testing"

func TestDirection(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "ltr", "de-AT": "ltr", "ar": "rtl", "he": "rtl", "fa-IR": "rtl", "ur": "rtl", "az": "ltr",
		"az-Arab": "rtl", "pa-PK": "rtl", "yi": "rtl", "dv": "rtl", "ja": "ltr", "": "ltr",
	} {
		if got := direction(tag); got != want {
			t.Errorf("direction(%q) is %q, want %q", tag, got, want)
		}
	}
}
