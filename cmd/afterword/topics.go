package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

// newCodes makes the topic `afterword help codes`.
func newCodes() *cobra.Command {
	var b strings.Builder
	b.WriteString("Every problem ends in a code in brackets. Codes never change their meaning.\n")
	for _, e := range generator.Codes() {
		fmt.Fprintf(&b, "\n%s\n  %s\n  %s\n", e.Code, e.Summary, e.Advice)
	}
	return &cobra.Command{Use: "codes", Short: "What the code in brackets behind a problem means", Long: b.String()}
}

// newExitCodes makes the topic `afterword help exit-codes`.
func newExitCodes() *cobra.Command {
	return &cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: `  0    done
  1    the archive has errors
  2    wrong usage: an unknown verb or flag, or a value that cannot be read
  3    I/O failure: disk, permission, lock or port
  130  interrupted`}
}
