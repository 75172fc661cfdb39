package theme_test

import (
	"strings"
	"testing"

	"afterword/generator/internal/theme"
)

func TestWhiteSpaceOfLayoutsCollapses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"text", "<p>\n    a  b\t c\r\n\n  d </p>", "<p>\na b c\nd </p>"},
		{"between attributes", "<p\n   id=\"a\"   class='b'  >", "<p\nid=\"a\" class='b' >"},
		{"in quotes", "<p title=\"a\n   b  >  c\" id='x\n  <pre>  y'>  z", "<p title=\"a\n   b  >  c\" id='x\n  <pre>  y'> z"},
		{"pre", "  <pre>\n  a  <b  c>\n  <pre>  </pre>  </pre>  d", " <pre>\n  a  <b  c>\n  <pre>  </pre>  </pre> d"},
		{"textarea", "<TEXTAREA  x>  a <pre>  b</TextArea>  c", "<TEXTAREA x>  a &lt;pre>  b</TextArea> c"},
		{"script", "<script>\n  if (a <  b) { x }  </script>  c", "<script>\n  if (a <  b) { x }  </script> c"},
		{"style", "<style>  p  { }  </style>  c", "<style>  p  { }  </style> c"},
		{"names that begin alike", "<preamble>  a</preamble>  <style-guide>  b</style-guide>", "<preamble> a</preamble> <style-guide> b</style-guide>"},
		{"comments", "a  <!--  <pre>  -->  b", "a  b"},
		{"around actions", "<p>  {{.S}}  {{if .T}}  x  {{end}}  </p>", "<p> s  x  </p>"},
		{"values", "<p>  {{.Wide}}  </p>", "<p>   wide   </p>"},
		{"a tag cut by actions", "<p{{if .T}}   class=\"a   b\"{{end}}   id=\"x  {{.S}}  y\"  >  c", "<p class=\"a   b\" id=\"x  s  y\" > c"},
		{"pre around actions", "<pre>  {{range .L}}  {{.}}  {{end}}  </pre>  ", "<pre>    1    2    </pre> "},
		{"loops", "{{range .L}}  <li>  {{.}}\n  {{if eq . 1}}  {{continue}}{{end}}  {{end}}  ", " <li> 1\n  <li> 2\n  "},
		{"a pre that a branch opens", "{{if .T}}<pre>{{end}}  a  {{if .T}}</pre>{{end}}  b", "<pre>  a  </pre>  b"},
		{"a pre that another template closes", "<pre>  a  {{template \"close\"}}  b{{define \"close\"}}  </pre>  {{end}}", "<pre>  a    </pre>    b"},
		{"a template within a pre", "<pre>  a  {{template \"in\"}}</pre>{{define \"in\"}}  x  {{end}}", "<pre>  a    x  </pre>"},
		{"a template without", "  {{template \"in\"}}{{define \"in\"}}  x  {{end}}", "  x "},
		{"a break within a pre", "{{range .L}}<pre>{{if .}}{{break}}{{end}}</pre>{{end}}  b", "<pre>  b"},
		{"no tag", "1 <  2", "1 &lt; 2"},
	}
	data := struct {
		S, Wide string
		T       bool
		L       []int
	}{"s", "  wide  ", true, []int{1, 2}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := both(t, layoutOf(test.text))
			if got := p.same(t, data); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// Mistakes are found on the lines of the file, although there is less of it.
func TestCollapsedLayoutsKeepTheirLines(t *testing.T) {
	look := load(t, own(t, map[string]string{"layouts/baseof.html": bare, "layouts/page.html": "{{ define \"main\" }}\n\n\n  <p>\n\n   {{ .Missing }}\n{{ end }}"}))
	err := look.Render(new(strings.Builder), theme.Page, struct{}{})
	if failure, ok := err.(*theme.Failure); !ok || failure.Line != 6 {
		t.Errorf("got %v", err)
	}
}
