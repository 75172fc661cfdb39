package main

import (
	"io"
	"os"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newMCP(c *common) *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Answer assistants about the archive (Model Context Protocol)",
		Long: `Answer programs that speak the Model Context Protocol on standard input and output:
search and similar incidents, reports as Markdown, figures with their bounds,
services and action items. The archive is only read, and read again when it changes.

A client is told to run it by an entry such as

  {"mcpServers": {"postmortems": {"command": "afterword", "args": ["mcp", "--content", "DIR"]}}}`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return generator.MCP(cmd.Context(), c.Options, version(), os.Stdin, unclosed{cmd.OutOrStdout()})
		},
	}
}

// unclosed is standard output, which outlives the session.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
