package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"afterword/generator"
)

// common are the flags that every verb which reads the archive understands.
type common struct {
	generator.Options
	quiet bool
	json  bool

	understood bool // flags and environment have been read: what fails now is not the command line
}

func (c *common) register(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&c.Content, "content", "", "the archive is in `DIR` (default: content/ here or above)")
	f.StringVarP(&c.Out, "out", "o", "", "publish into `DIR` (default: public/ beside the archive)")
	f.StringVarP(&c.Out, "destination", "d", "", "another name for --out")
	f.StringVarP(&c.BaseURL, "base-url", "b", "", "the address of the site is `URL`; its path is the base path")
	f.StringVarP(&c.Theme, "theme", "t", "", "take the theme `NAME`, a folder under themes/ or the path of one")
	f.StringVar(&c.AsOf, "as-of", "", "`TIME` counts as now: 2026-11-01T00:00:00Z")
	f.StringVar(&c.Edition, "edition", "", "show what the edition `ID` shows, of an archive that has editions")
	f.BoolVarP(&c.Drafts, "drafts", "D", false, "include drafts")
	f.IntVarP(&c.Jobs, "jobs", "j", 0, "do `N` things at once (default: one a core)")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "print problems only")
	f.BoolVar(&c.json, "json", false, "print the result as JSON")
	hide(f, "destination")
	// What users of Hugo and Zola have in their fingers.
	aliases := map[string]string{
		"baseURL": "base-url", "baseurl": "base-url", "base_url": "base-url",
		"buildDrafts": "drafts", "navigateToChanged": "navigate", "disableLiveReload": "no-live-reload", "openBrowser": "open",
		"output-dir": "out", "publishDir": "out", "root": "content",
	}
	root.SetGlobalNormalizationFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if canonical, ok := aliases[name]; ok {
			name = canonical
		}
		return pflag.NormalizedName(name)
	})
}

// hide leaves a flag, which must be registered, out of the help.
func hide(f *pflag.FlagSet, name string) {
	if err := f.MarkHidden(name); err != nil {
		panic(err)
	}
}

// fromEnvironment fills the flags that the command line leaves out from
// AFTERWORD_CONTENT, AFTERWORD_BASE_URL and so on.
func (c *common) fromEnvironment(cmd *cobra.Command) error {
	var err error
	outGiven := cmd.Flags().Changed("out") || cmd.Flags().Changed("destination")
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		// AFTERWORD_OUT is where the site goes, and no export.
		if f.Changed || f.Hidden || f.Name == "help" || f.Name == "out" && (outGiven || cmd.Name() == "export") {
			return
		}
		name := "AFTERWORD_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if text := os.Getenv(name); text != "" && err == nil {
			if e := cmd.Flags().Set(f.Name, text); e != nil {
				err = misread(name+"=", e)
			}
		}
	})
	if err == nil && c.Jobs < 0 {
		err = fmt.Errorf("--jobs %d: at least one job is needed", c.Jobs)
	}
	return err
}

// misread says in plain words why the value of a flag, or of a variable, was
// refused; other errors are as they were.
func misread(name string, err error) error {
	invalid, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	problem := "cannot be read: " + errors.Unwrap(invalid).Error()
	switch kind := invalid.GetFlag().Value.Type(); {
	case kind == "int" && errors.Is(invalid, strconv.ErrRange):
		problem = "is too large a number"
	case kind == "int":
		problem = "is not a whole number"
	case kind == "bool":
		problem = "is neither true nor false"
	}
	if name == "" {
		name = "--" + invalid.GetFlag().Name + " "
	}
	return fmt.Errorf("%s%q %s", name, invalid.GetValue(), problem)
}

// usage is the error of a command line that is wrong.
func usage(format string, args ...any) error {
	return &generator.UsageError{Err: fmt.Errorf(format, args...)}
}

// noArguments refuses what a verb does not take.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%s takes no arguments, and %q is one (afterword help %s)", cmd.Name(), args[0], cmd.Name())
	}
	return nil
}

// oneArgument refuses more and less than one; the message says what the verb takes.
func oneArgument(message string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage("%s", message)
		}
		return nil
	}
}
