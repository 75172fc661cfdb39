package chart

import (
	"strings"

	"afterword/generator/internal/settings"
	"afterword/generator/internal/uptime"
)

// BlocksLegend explains the signs of Blocks.
const BlocksLegend = "▁ no impact  ▂ up to 10 min  ▄ 1 h  ▆ 4 h  █ longer  ░ no full outage, up to 1 h  ▒ longer  ? length not recorded  · not yet known"

// Blocks draws bins in a terminal, a sign each: a block of rising height where there was a
// full outage, a shaded one where there was not. Bins that were not tracked are spaces.
func Blocks(bins []uptime.Bin) string {
	var out strings.Builder
	for _, b := range bins {
		out.WriteRune(block(b))
	}
	return out.String()
}

func block(b uptime.Bin) rune {
	impacted := b.Impacted()
	switch {
	case impacted > 0 && b.ByLevel[settings.MajorOutage] == 0 && impacted <= step2:
		return '░'
	case impacted > 0 && b.ByLevel[settings.MajorOutage] == 0:
		return '▒'
	case impacted > 0:
		return [...]rune{'▂', '▄', '▆', '█'}[stepOf(impacted)-1]
	case b.Unknown:
		return '?'
	case b.Tracked:
		return '▁'
	case b.Future:
		return '·'
	}
	return ' '
}
