package main

import (
	"strings"

	"github.com/spf13/cobra"
)

func newCompletion() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	message := "completion takes one shell: " + strings.Join(shells, ", ")
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion of commands for a shell",
		Long: `Print what makes a shell complete verbs and flags: for bash, zsh, fish or
powershell. In bash: source <(afterword completion bash)`,
		ValidArgs: shells,
		Args:      oneArgument(message),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, out := cmd.Root(), cmd.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return usage("%s", message)
		},
	}
}
