package diag

import "fmt"

// MostAlike is how many diagnostics of one code and severity a file gives one
// by one. The others are counted: a file of a million mistakes has one cause,
// and whoever reads of it a hundred times has read enough.
const MostAlike = 100

// A Counter decides which diagnostics of one file are written out, before they
// are made. The zero value is ready to use.
type Counter struct{ seen map[alike]int }

// alike diagnostics are counted together.
type alike struct {
	severity Severity
	code     Code
}

// Another counts a diagnostic and reports whether to write it out.
func (c *Counter) Another(severity Severity, code Code) bool {
	if c.seen == nil {
		c.seen = map[alike]int{}
	}
	k := alike{severity, code}
	c.seen[k]++
	return c.seen[k] <= MostAlike
}

// Rest says of each kind how many were not written out. It has the severity of
// those that it stands for, so that a list with errors keeps one.
func (c *Counter) Rest(file string) (list List) {
	for k, n := range c.seen {
		if n > MostAlike {
			list.Add(Diagnostic{Severity: k.severity, Code: k.code, File: file,
				Message: fmt.Sprintf("%d more of this kind in the file", n-MostAlike), Hint: "fix those above first"})
		}
	}
	return list.Sorted()
}

// Few cuts the list of one file down to what a Counter lets through.
func (l List) Few(file string) List {
	if len(l) <= MostAlike {
		return l
	}
	var c Counter
	few := make(List, 0, MostAlike)
	for _, d := range l {
		if c.Another(d.Severity, d.Code) {
			few = append(few, d)
		}
	}
	return append(few, c.Rest(file)...)
}
