package markdown_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/markdown"
)

// report is a postmortem of about 500 words, the unit of the project's figures.
func report() string {
	const paragraph = "At 14:02 UTC the *primary* of the `etcd` cluster lost its lease, and the [connect service](other.md) began to " +
		"return errors to about a third of its users. The on-call engineer was paged by an alert on **error rate**, not on latency. "
	return "## Summary\n\n" + strings.Repeat(paragraph, 3) + "\n\n## Timeline\n\n- 14:02 alert\n- 14:10 failover\n- 15:40 recovered\n\n" +
		"## Root cause\n\n" + strings.Repeat(paragraph+"\n\n", 4) + "> It worked on the second try.\n\n" +
		"## What we do next\n\n1. Upgrade\n2. Rehearse the failover\n\n" + strings.Repeat(paragraph, 4)
}

func BenchmarkRender(b *testing.B) {
	r := markdown.New(markdown.Options{})
	for name, text := range map[string]string{
		"prose": report(),
		"code":  report() + "\n```go\n" + strings.Repeat("func main() { fmt.Println(\"hi\", 42) } // why\n", 10) + "```\n",
	} {
		b.Run(name, func(b *testing.B) {
			src := diag.NewSource("in.md", text)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if doc, _ := r.Render(src, 0, resolve); doc.Words < 300 {
					b.Fatal(doc.Words)
				}
			}
		})
	}
}
