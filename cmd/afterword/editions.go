package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"afterword/generator"
)

func newEditions(c *common) *cobra.Command {
	var diff bool
	cmd := &cobra.Command{
		Use:   "editions [--diff WIDER NARROWER]",
		Short: "List what each edition leaves out",
		Long: `List what each edition of the archive leaves out, with its place: reports, sections,
blocks, words, items, keys, texts and files. What is hidden is named, never quoted.

--diff lists what the second edition shows and the first does not.`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if diff != (len(args) == 2) || len(args) == 1 {
				return usage("editions takes --diff and two editions, or neither")
			}
			reports, err := generator.Editions(cmd.Context(), c.Options)
			if err == nil && diff {
				reports, err = between(reports, args[0], args[1])
			}
			return c.answer(cmd, reports, err, func() string { return editionsText(reports) })
		},
	}
	cmd.Flags().BoolVar(&diff, "diff", false, "list what the second of two editions shows and the first does not")
	return cmd
}

// between keeps of the first edition what it hides and the second does not.
func between(reports []generator.EditionReport, first, second string) ([]generator.EditionReport, error) {
	find := func(id string) int {
		return slices.IndexFunc(reports, func(r generator.EditionReport) bool { return r.ID == id })
	}
	a, b := find(first), find(second)
	if a < 0 || b < 0 {
		return nil, usage("--diff takes two of the archive's editions")
	}
	left := slices.DeleteFunc(slices.Clone(reports[a].Hidden), func(h generator.HiddenPart) bool { return slices.Contains(reports[b].Hidden, h) })
	return []generator.EditionReport{{ID: first, Hidden: left}}, nil
}

func editionsText(reports []generator.EditionReport) string {
	var b strings.Builder
	for n, r := range reports {
		if n > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s leaves out %s\n", r.ID, count(len(r.Hidden), "part"))
		for _, h := range r.Hidden {
			place := generator.Visible(h.File)
			if h.Line > 0 {
				place += fmt.Sprintf(":%d", h.Line)
			}
			whose := "of no edition"
			if h.Edition != "" {
				whose = "for " + h.Edition
			}
			fmt.Fprintf(&b, "  %-8s %s  %s\n", h.Kind, place, whose)
		}
	}
	return b.String()
}
