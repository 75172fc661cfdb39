package main

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
)

// newHelp is cobra's help, which takes an unknown topic for wrong usage.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [verb or topic]",
		Short: "Tell about a verb or a topic",
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
				return usageError{fmt.Errorf("there is no help on %q (afterword help lists the verbs and topics)", args[len(args)-1])}
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// printHelp prints what a command does and how it is used. That it could not be
// written is known to the output, and told in the end.
func printHelp(cmd *cobra.Command, _ []string) {
	text := strings.TrimRightFunc(cmp.Or(cmd.Long, cmd.Short), unicode.IsSpace) + "\n\n"
	if cmd.Runnable() || cmd.HasSubCommands() {
		text += cmd.UsageString()
	}
	fmt.Fprint(cmd.OutOrStdout(), text)
}

// usage is cobra's template in our words: verbs, topics, and common flags last.
const usage = `Usage:
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

AFTERWORD_BASE_URL and the like in the environment stand for flags left out.
`
