package main

import (
	"os"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newLSP(c *common) *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "Help an editor to write reports (Language Server Protocol)",
		Long: `Answer an editor that speaks the Language Server Protocol on standard input and output:
what check reports, while you type, with fixes; completion of keys, services, severities, terms and
links; what a time is in UTC, what a window does to the year; renaming of services and terms.

The editor starts it for Markdown, YAML and TOML files. The archive is that of --content, else the one
that holds the first file. Nothing is written but what the editor saves.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return generator.LSP(cmd.Context(), c.Options, version(), os.Stdin, cmd.OutOrStdout())
		},
	}
}
