package main

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"afterword/generator"
)

// newHelp is cobra's help; an unknown topic is wrong usage.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [verb or topic]",
		Short: "Explain a verb or a topic",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var names []cobra.Completion
			if len(args) == 0 {
				for _, c := range cmd.Root().Commands() {
					names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			topic, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usage("there is no help on %q (afterword help lists the verbs and topics)", args[len(args)-1])
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// printHelp prints what a command does and how it is used. The output remembers an
// error of writing.
func printHelp(cmd *cobra.Command, _ []string) {
	text := strings.TrimRightFunc(cmp.Or(cmd.Long, cmd.Short), unicode.IsSpace) + "\n\n"
	if cmd.Runnable() || cmd.HasSubCommands() {
		text += cmd.UsageString()
	}
	fmt.Fprint(cmd.OutOrStdout(), text)
}

// usageTemplate lists verbs, topics, and common flags last.
const usageTemplate = `Usage:
  {{.UseLine}}
{{- if .HasAvailableSubCommands}}

Verbs:{{range .Commands}}{{if or .IsAvailableCommand (eq .Name "help")}}
  {{rpad .Name .NamePadding}}  {{.Short}}{{end}}{{end}}
{{- end}}
{{- if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{- end}}
{{- if .HasAvailableInheritedFlags}}

Flags of every verb:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{- end}}
{{- if .HasHelpSubCommands}}

Topics, as in afterword help codes:{{range .Commands}}{{if .IsAdditionalHelpTopicCommand}}
  {{rpad .Name .NamePadding}}  {{.Short}}{{end}}{{end}}
{{- end}}

AFTERWORD_BASE_URL and the like in the environment set flags that are left out.
`

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
