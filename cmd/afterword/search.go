package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"afterword/generator"
)

// unwanted helps where a word that must not occur was read as flags.
const unwanted = "write a word that must not occur after --: afterword search -- failover -database"

func newSearch(c *common) *cobra.Command {
	var q generator.SearchQuery
	facets := [][2]string{
		{"service", "services, by id"}, {"severity", "severities"}, {"year", "years"}, {"cause", "causes"}, {"tag", "tags"},
		{"organization", "organizations"}, {"upstream", "upstream providers"}, {"trigger", "triggers"},
	}
	sorts := []string{"relevance", "newest", "oldest", "longest"}
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Search the archive",
		Long: `Search the archive by its text: the same results in the same order as on the search
page. No built site is needed.

  split brain            reports with these words first, then with some of them
  '"month end"'          words that stand together
  -- failover -database  a word that must not occur; after -- nothing is a flag
  service:api year:2018  filters; also severity: cause: tag: organization:
                         upstream: trigger: and the archive's own taxonomies
  after:2018-06 longer:2h`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			// Not under Args, since the environment has been read only now.
			q.Filters = map[string][]string{}
			for _, facet := range facets {
				if values, _ := cmd.Flags().GetStringSlice(facet[0]); len(values) > 0 {
					q.Filters[facet[0]] = values
				}
			}
			switch {
			case len(args) == 0 && len(q.Filters) == 0:
				return usage("search needs words, or a filter (afterword help search)")
			case !slices.Contains(sorts, q.Sort):
				return usage("unknown --sort %q; known are %s", q.Sort, strings.Join(sorts, ", "))
			case cmd.Flags().Changed("destination"), c.Out != "" && c.Out != os.Getenv("AFTERWORD_OUT"):
				// -database is -d atabase, and -outage -o utage.
				return &generator.UsageError{Err: fmt.Errorf("search reads the archive, and publishes nothing into %q", c.Out), Hint: unwanted}
			case q.Limit < 1:
				return usage("--limit must be 1 or more, not %d", q.Limit)
			}
			q.Text = strings.Join(args, " ")
			spendMemory(briefly)
			found, err := generator.Search(cmd.Context(), c.Options, q)
			return c.answer(cmd, found, err, func() string {
				if !c.quiet {
					sum := count(found.Total, "incident")
					if found.Corrected != nil { // a word was spelled otherwise
						sum += fmt.Sprintf(" for %q", *found.Corrected)
					}
					if found.Plain {
						sum += "; as typed there are none, so quotes and filters were read as words"
					}
					if found.Suggested != nil {
						sum += fmt.Sprintf("\nDid you mean %q?", *found.Suggested)
					}
					fmt.Fprintln(cmd.ErrOrStderr(), sum)
				}
				return hitsText(found, colored(cmd.OutOrStdout()))
			})
		},
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		unknown, ok := errors.AsType[*pflag.NotExistError](err)
		short := ok && unknown.GetSpecifiedShortnames() != ""
		if err = cmd.Parent().FlagErrorFunc()(cmd, err); short {
			return &generator.UsageError{Err: err, Hint: unwanted}
		}
		return err
	})
	f := cmd.Flags()
	for _, facet := range facets {
		f.StringSlice(facet[0], nil, "only these "+facet[1])
	}
	f.StringVar(&q.Sort, "sort", "relevance", "the order: "+strings.Join(sorts, ", "))
	f.IntVar(&q.Limit, "limit", 10, "results at most")
	return cmd
}

// hitsText has a hit a paragraph. Words that were found are marked on a terminal.
func hitsText(found *generator.SearchResult, colour bool) string {
	var b strings.Builder
	for n, hit := range found.Results {
		if n > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%-10s  %s\n            ", cmp.Or(hit.Date, "no date"), generator.Visible(hit.Title))
		for i, part := range hit.Excerpt {
			b.WriteString(paint(colour && i%2 == 1, bold, generator.Visible(part)))
		}
		fmt.Fprintf(&b, "\n            %s\n", generator.Visible(hit.Path))
	}
	return b.String()
}
