package main

import (
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newInit(c *common) *cobra.Command {
	return &cobra.Command{
		Use:   "init DIR",
		Short: "Make a new archive",
		Long: `Make a new archive in a folder that is empty or does not exist: settings, a made-up
first postmortem, and a workflow that publishes it on GitHub Pages. Nothing is
overwritten.`,
		Args: oneArgument("init takes one folder: afterword init postmortems"),
		RunE: func(cmd *cobra.Command, args []string) error {
			program, module := "", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				program, module = info.Path, version()
			}
			report, err := generator.Init(args[0], program, module)
			if err != nil {
				return err
			}
			if c.json {
				return printJSON(cmd.OutOrStdout(), report)
			}
			for _, file := range report.Written {
				if _, err := fmt.Fprintln(cmd.OutOrStdout(), filepath.ToSlash(filepath.Join(args[0], file))); err != nil {
					return err
				}
			}
			if c.quiet {
				return nil
			}
			stderr := cmd.ErrOrStderr()
			if len(report.Kept) > 0 {
				fmt.Fprintf(stderr, "left as they are: %s\n", generator.Visible(strings.Join(report.Kept, ", ")))
			}
			if report.Generator == "" {
				fmt.Fprintln(stderr, "write into .github/workflows/pages.yml where this program can be installed from; this build of it does not know")
			}
			fmt.Fprintf(stderr, "next: cd %s && afterword build\n", filepath.ToSlash(args[0]))
			return nil
		},
	}
}
