package importer

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"afterword/generator/internal/importer/prose"
)

var (
	figureCode    = regexp.MustCompile(`\{\{[<%]\s*(?:figure|image|img)\s+([^>%]*?)/?\s*[>%]\}\}`)
	highlightCode = regexp.MustCompile(`(?s)(?:\{\{[<%]\s*highlight\s+"?([\w+#-]*)[^>%]*[>%]\}\}|\{%-?\s*highlight\s+([\w+#-]*)[^%]*%\})\n?(.*?)(?:\{\{[<%]\s*/\s*highlight\s*[>%]\}\}|\{%-?\s*endhighlight\s*-?%\})`)
	refCode       = regexp.MustCompile(`\{\{[<%]\s*(?:rel)?ref\s+"?([^">%]*?)"?\s*[>%]\}\}`)
	anyCode       = regexp.MustCompile(`\{\{[<%]\s*/?\s*([\w./-]+)[^\n]*?[>%]\}\}`)
	liquid        = regexp.MustCompile(`\{%-?\s*\w+[^%\n]*%\}|\{\{\s*(?:site|page)\.[\w.]+[^}\n]*\}\}`)
	codeOption    = regexp.MustCompile(`(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))`)
)

// Shortcodes writes what Hugo and Jekyll would have run: figures and highlighted
// code as Markdown; of the others the text within stays. It reports what is left out.
func (in *Incident) Shortcodes(body string) string {
	body = highlightCode.ReplaceAllStringFunc(body, func(s string) string {
		m := highlightCode.FindStringSubmatch(s)
		return prose.Fence(m[3], m[1]+m[2])
	})
	body = figureCode.ReplaceAllStringFunc(body, func(s string) string {
		options := map[string]string{}
		for _, o := range codeOption.FindAllStringSubmatch(figureCode.FindStringSubmatch(s)[1], -1) {
			options[strings.ToLower(o[1])] = o[2] + o[3] + o[4]
		}
		if options["src"] == "" {
			return s
		}
		text := prose.Or(options["alt"], prose.Or(options["caption"], options["title"]))
		return "![" + prose.Escape(prose.OneLine(text)) + "](" + prose.Destination(options["src"]) + ")"
	})
	body = refCode.ReplaceAllString(body, "$1")
	left := map[string]bool{}
	leave := func(s string) string {
		left[prose.Cut(prose.OneLine(s), 60)] = true
		return ""
	}
	body = prose.MapProse(body, func(text string, code bool) string {
		text = anyCode.ReplaceAllStringFunc(text, leave)
		if !code {
			text = liquid.ReplaceAllStringFunc(text, leave)
		}
		return text
	})
	if len(left) > 0 {
		in.Note(Dropped, "body", "left out: %s", prose.Cut(strings.Join(slices.Sorted(maps.Keys(left)), ", "), 400))
	}
	return body
}
