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
			v := jsonVersion{version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, generator.ZoneRules()}
			return c.answer(cmd, v, nil, func() string {
				return fmt.Sprintf("afterword %s %s %s/%s tzdata %s\n", v.Version, v.Go, v.System, v.Architecture, v.ZoneRules)
			})
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

// version is that of the module; of a checkout, one that names the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "unknown"
	}
	return info.Main.Version
}
