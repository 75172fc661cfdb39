package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newVersion(c *common) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `Print the version, the Go it was built with, the system it was built for, and the
release of the time zone database in it, by whose rules local times are read.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if c.json {
				return printJSON(cmd.OutOrStdout(), jsonVersion{version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, generator.ZoneRules()})
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "afterword %s %s %s/%s tzdata %s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, generator.ZoneRules())
			return err
		},
	}
}

// jsonVersion is what --json prints.
type jsonVersion struct {
	Version      string `json:"version"`
	Go           string `json:"go"`
	System       string `json:"system"`
	Architecture string `json:"architecture"`
	ZoneRules    string `json:"tzdata"`
}

// version is that of the module, else the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	if revision == "" {
		return "unknown"
	}
	return revision + changed
}
