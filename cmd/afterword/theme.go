package main

import (
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newTheme(c *common) *cobra.Command {
	theme := &cobra.Command{
		Use:   "theme",
		Short: "Begin a theme",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var from string
	begin := &cobra.Command{
		Use:   "new NAME",
		Short: "Write a new theme into themes/",
		Long: `Write a new theme into themes/ beside the archive and print its files: a style
sheet to change, or a copy of a theme of the program. Nothing is overwritten.
theme: NAME in archive.yaml then takes it. themes/README.md is its manual.`,
		Example: "  afterword theme new ours\n  afterword theme new ours --from ledger",
		Args:    oneArgument("theme new takes one name: afterword theme new ours"),
		RunE: func(cmd *cobra.Command, args []string) error {
			written, err := generator.NewTheme(c.Options, args[0], from)
			return c.answer(cmd, map[string][]string{"written": written}, err, func() string { return strings.Join(append(written, ""), "\n") })
		},
	}
	begin.Flags().StringVar(&from, "from", "", "begin with a copy of the program's theme `NAME`: default or ledger")
	theme.AddCommand(begin)
	return theme
}
