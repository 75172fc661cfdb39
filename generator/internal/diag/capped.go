package diag

import "fmt"

// MostAlike is how many diagnostics of one code and severity a file gives one
// by one. The others are counted: a file with a million errors has one cause.
const MostAlike = 100

// A Counter decides which diagnostics of one file are written out, before they
// are made. The zero value is ready to use.
type Counter struct{ seen map[alike]int }

// alike diagnostics are counted together.
type alike struct {
	severity Severity
	code     Code
}

// Allow counts a diagnostic and reports whether to write it out.
func (c *Counter) Allow(severity Severity, code Code) bool {
	if c.seen == nil {
		c.seen = map[alike]int{}
	}
	k := alike{severity, code}
	c.seen[k]++
	return c.seen[k] <= MostAlike
}

// Summary says of each kind how many were not written out. It has the severity of
// those that it stands for, so that a list with errors keeps one.
func (c *Counter) Summary(file string) (list List) {
	for k, n := range c.seen {
		if n > MostAlike {
			list.Add(Diagnostic{Severity: k.severity, Code: k.code, File: file,
				Message: fmt.Sprintf("%d more of this kind in the file", n-MostAlike), Hint: "fix those above first"})
		}
	}
	return list.Sorted()
}

// Capped cuts the list of one file down to what a Counter lets through.
func (l List) Capped(file string) List {
	if len(l) <= MostAlike {
		return l
	}
	var c Counter
	capped := make(List, 0, MostAlike)
	for _, d := range l {
		if c.Allow(d.Severity, d.Code) {
			capped = append(capped, d)
		}
	}
	return append(capped, c.Summary(file)...)
}
