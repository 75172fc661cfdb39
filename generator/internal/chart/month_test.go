package chart_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"afterword/generator/internal/calendar"
	"afterword/generator/internal/chart"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// Every day of a month is in the column of its weekday, and every week has seven columns.
func TestMonthPutsDaysUnderTheirWeekday(t *testing.T) {
	for year := 1999; year < 2030; year++ {
		for m := time.January; m <= time.December; m++ {
			bins := make([]uptime.Bin, time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day())
			for i := range bins {
				bins[i].Interval = calendar.DayOf(year, m, i+1, time.UTC)
				bins[i].Tracked = i%2 == 0
			}
			doc, err := html.Parse(strings.NewReader("<table><tbody>" + string(chart.Month(year, m, bins, "#w")) + "</tbody></table>"))
			if err != nil {
				t.Fatal(err)
			}
			day := 0
			for tr := range doc.Descendants() {
				if tr.Data != "tr" {
					continue
				}
				column := 0
				for td := range tr.ChildNodes() {
					if n := len(td.Attr); n == 1 && td.Attr[0].Key == "colspan" {
						column += int(td.Attr[0].Val[0] - '0')
						continue
					}
					day++
					if want := int(time.Date(year, m, day, 0, 0, 0, 0, time.UTC).Weekday()+6) % 7; column != want {
						t.Fatalf("%d %s %d is in column %d, want %d", day, m, year, column, want)
					}
					column++
				}
				if column != 7 {
					t.Fatalf("%s %d: a week has %d columns", m, year, column)
				}
			}
			if day != len(bins) {
				t.Fatalf("%s %d has %d days, want %d", m, year, day, len(bins))
			}
		}
	}
}

// A day says what happened on it and how it is drawn; a quiet one is a number.
func TestMonthDrawsDays(t *testing.T) {
	bin := func(change func(*uptime.Bin)) uptime.Bin {
		b := uptime.Bin{Interval: calendar.DayOf(2024, time.July, 1, time.UTC), Tracked: true}
		change(&b)
		return b
	}
	got := string(chart.Month(2024, time.July, []uptime.Bin{ // a month that began on a Monday
		bin(func(b *uptime.Bin) { b.ByLevel[settings.MajorOutage], b.Incidents = 25*60, 1 }),
		bin(func(b *uptime.Bin) { b.ByLevel[settings.PartialOutage], b.Incidents = 9*60, 2 }),
		bin(func(b *uptime.Bin) { b.Unknown, b.Incidents = true, 1 }),
		bin(func(b *uptime.Bin) { b.ByLevel[settings.Maintenance] = 3600 }),
		bin(func(*uptime.Bin) {}),
		bin(func(b *uptime.Bin) { b.Tracked = false }),
		bin(func(b *uptime.Bin) { b.Tracked, b.Future = false, true }),
	}, `#w07"`))
	link := `<td><a class="`
	want := "<tr>" +
		link + `l2" href="#w07&#34;" aria-label="1: 25` + "\u00a0" + `min, 1 incident">1</a></td>` +
		link + `hollow l1" href="#w07&#34;" aria-label="2: 9` + "\u00a0" + `min, no full outage, 2 incidents">2</a></td>` +
		link + `doubt" href="#w07&#34;" aria-label="3: length of impact not recorded, 1 incident">3</a></td>` +
		link + `plan" href="#w07&#34;" aria-label="4: 1` + "\u00a0" + `h of planned maintenance">4</a></td>` +
		`<td>5</td><td class="none">6</td><td class="later">7</td></tr>`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDaysInWordsNameMonths(t *testing.T) {
	day := func(m time.Month, d int, impacted int64) uptime.Bin {
		b := uptime.Bin{Interval: calendar.DayOf(2024, m, d, time.UTC), Tracked: true}
		b.ByLevel[settings.MajorOutage] = impacted
		return b
	}
	for want, bins := range map[string][]uptime.Bin{
		"No impact recorded.":                        {day(time.May, 1, 0)},
		"Impact on 2 days: 1 and 3 May.":             {day(time.May, 1, 60), day(time.May, 3, 60)},
		"Impact on 3 days: 1 May, 3 May and 2 June.": {day(time.May, 1, 60), day(time.May, 3, 60), day(time.June, 2, 60)},
	} {
		if got := chart.DaysInWords(bins, time.UTC); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
