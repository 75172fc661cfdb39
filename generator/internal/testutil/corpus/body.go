package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// An author writes one report: about a topic of twelve words, with hosts and
// error codes among the words. The order of its throws is what makes the bytes.
type author struct {
	r     *rand.Rand
	words Vocabulary
	topic []string
	text  strings.Builder
}

func (a *author) word() string {
	switch x := a.r.IntN(100); {
	case x < 14:
		return one(a.r, a.topic)
	case x < 15:
		return fmt.Sprintf("`%s-%02d.%s`", a.topic[0], a.r.IntN(90), one(a.r, regions))
	case x < 16:
		return fmt.Sprintf("E%05d", a.r.IntN(100000))
	default:
		return a.words.Pick(a.r)
	}
}

func (a *author) sentence() string {
	parts := make([]string, 7+a.r.IntN(16))
	for i := range parts {
		parts[i] = a.word()
		switch a.r.IntN(60) {
		case 0:
			parts[i] = "**" + strings.Trim(parts[i], "`") + "**"
		case 1:
			parts[i] = fmt.Sprintf("[%s](https://example.com/%d)", strings.Trim(parts[i], "`"), a.r.IntN(9999))
		}
	}
	return capital(strings.Join(parts, " ")) + "."
}

func (a *author) paragraph(sentences int) {
	for range sentences {
		a.text.WriteString(a.sentence())
		a.text.WriteByte(' ')
	}
	a.text.WriteString("\n\n")
}

// code is a block in one of five languages.
func (a *author) code() {
	switch a.r.IntN(5) {
	case 0:
		fmt.Fprintf(&a.text, "```yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\ndata:\n  timeout: \"%ds\"\n  retries: \"%d\"\n```\n\n",
			a.topic[0], a.r.IntN(90), a.r.IntN(9))
	case 1:
		fmt.Fprintf(&a.text, "```go\nfunc %s(ctx context.Context) error {\n\tctx, cancel := context.WithTimeout(ctx, %d*time.Second)\n\tdefer cancel()\n"+
			"\tfor i := 0; i < %d; i++ {\n\t\tif err := ping(ctx); err != nil {\n\t\t\treturn fmt.Errorf(\"ping %%d: %%w\", i, err)\n\t\t}\n\t}\n\treturn nil\n}\n```\n\n",
			letters(a.topic[1], '_'), a.r.IntN(90), a.r.IntN(9))
	case 2:
		fmt.Fprintf(&a.text, "```sql\nSELECT id, state, updated_at\nFROM %s\nWHERE state = 'stuck' AND updated_at < now() - interval '%d minutes'\nORDER BY updated_at\nLIMIT %d;\n```\n\n",
			letters(a.topic[2], '_'), a.r.IntN(90), a.r.IntN(500))
	case 3:
		fmt.Fprintf(&a.text, "```console\n$ kubectl get pods -n %s\nNAME        READY   STATUS             RESTARTS   AGE\n%s-%d   0/1     CrashLoopBackOff   %d         3h\n```\n\n",
			a.topic[0], a.topic[3], a.r.IntN(999), a.r.IntN(99))
	default:
		fmt.Fprintf(&a.text, "```json\n{\"service\": \"%s\", \"errors\": %d, \"healthy\": false, \"p99_ms\": %d}\n```\n\n",
			a.topic[1], a.r.IntN(9999), a.r.IntN(30000))
	}
}

// body writes what stands beneath the front matter: about 500 words.
func (a *author) body() {
	a.text.WriteString("## Summary\n\n")
	a.paragraph(3 + a.r.IntN(3))
	a.text.WriteString("## Impact\n\n")
	a.paragraph(2 + a.r.IntN(3))
	if a.r.IntN(3) == 0 {
		a.text.WriteString("| Time | Event |\n|---|---|\n")
		for i := range 3 + a.r.IntN(5) {
			fmt.Fprintf(&a.text, "| %02d:%02d | %s |\n", 9+i, a.r.IntN(60), a.sentence())
		}
		a.text.WriteByte('\n')
	}
	a.text.WriteString("## Root cause\n\n")
	a.paragraph(4 + a.r.IntN(6))
	if a.r.IntN(10) < 6 {
		a.code()
		a.paragraph(2)
	}
	a.text.WriteString("### Contributing factors\n\n")
	for range 2 + a.r.IntN(4) {
		fmt.Fprintf(&a.text, "- %s\n", a.sentence())
	}
	a.text.WriteString("\n## Resolution\n\n")
	a.paragraph(3 + a.r.IntN(5))
	a.text.WriteString("## Lessons\n\n")
	for i := range 2 + a.r.IntN(4) {
		fmt.Fprintf(&a.text, "%d. %s\n", i+1, a.sentence())
	}
}

func one(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

// capital makes the first letter a capital one, if it is a letter of ASCII.
func capital(s string) string {
	if s[0] >= 'a' && s[0] <= 'z' {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

// letters puts another character for all that is no letter from a to z.
func letters(s string, other rune) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' {
			return c
		}
		return other
	}, s)
}
