package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteGitHub writes diagnostics as workflow commands, which GitHub Actions
// shows beside the lines of a pull request, in the order of the list.
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
//
// Errors are those of w.
func WriteGitHub(w io.Writer, list List) error {
	out := bufio.NewWriter(w)
	for _, d := range list {
		out.WriteString([...]string{Error: "::error ", Warning: "::warning ", Note: "::notice "}[d.Severity])
		if d.File != "" {
			fmt.Fprintf(out, "file=%s,", githubProperty(d.File))
			if d.Line > 0 {
				fmt.Fprintf(out, "line=%d,", d.Line)
				if d.Column > 0 {
					fmt.Fprintf(out, "col=%d,endColumn=%d,", d.Column, d.endColumn())
				}
			}
		}
		text := d.Message
		if d.Hint != "" {
			text += "\n" + d.Hint
		}
		fmt.Fprintf(out, "title=%s::%s\n", githubProperty(string(d.Code)), githubData(text))
	}
	return out.Flush() // bufio keeps the first error of all writes
}

// githubData makes text safe as the message of a command: a line break would
// end the command and let the text begin another. The log that shows it is a
// terminal of sorts, so the rest is made visible as in WriteText.
func githubData(text string) string {
	text = VisibleLines(strings.ReplaceAll(text, "\r\n", "\n"))
	return strings.NewReplacer("%", "%25", "\n", "%0A").Replace(text)
}

// githubProperty makes text safe as the value of a property.
func githubProperty(text string) string {
	text = strings.ReplaceAll(Visible(text), "%", "%25")
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(text)
}
