package pipeline

import (
	"path"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/linkcheck"
)

// Links follows every link of a built site and reports those that lead
// nowhere, and pages that no link leads to. display is what is printed for the
// output folder.
func (b *Built) Links(display string) (list diag.List) {
	for _, f := range linkcheck.Within(b.Tree, b.Loaded.Base) {
		list.Add(diag.Diagnostic{
			Code: diag.LinkBroken, File: path.Join(display, f.File), Message: f.What,
			Hint: "The page is made from " + f.Source + ".",
		})
	}
	return list
}
