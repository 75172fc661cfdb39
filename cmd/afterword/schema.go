package main

import (
	"github.com/spf13/cobra"

	"afterword/generator"
)

func newSchema(c *common) *cobra.Command {
	return &cobra.Command{
		Use:   "schema [postmortem|archive]",
		Short: "Print the JSON Schema of reports, or of archive.yaml",
		Long: `Print the JSON Schema (draft 2020-12) of the front matter of reports, or of archive.yaml. Each
key has its description, and the archive's own services, severities, terms and editions
are offered. Editors complete and check by it.`,
		Example: `  afterword schema archive > archive.schema.json`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && args[0] != "postmortem" && args[0] != "archive" {
				return usage("schema takes postmortem or archive, not %q", args[0])
			}
			text, err := generator.Schema(cmd.Context(), c.Options, len(args) > 0 && args[0] == "archive")
			if err != nil {
				return refused(cmd, err)
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
}
