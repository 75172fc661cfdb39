package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"afterword/generator/internal/changes"
	"afterword/generator/internal/diff"
)

// Against says what has changed between two states of a published site: each is a folder, or a
// revision of git in which the site is at the top, in public/ or in docs/. A state that cannot be
// read is a *UsageError.
func Against(ctx context.Context, before, after string) (DiffReport, error) {
	old, err := published(ctx, before)
	if err != nil {
		return DiffReport{}, err
	}
	now, err := published(ctx, after)
	if err != nil {
		return DiffReport{}, err
	}
	report, err := diff.Published(before, old, now)
	if err != nil {
		err = &UsageError{err, "Both must be sites that this program built, complete with api/."}
	}
	return report, err
}

// published reads the data of a site.
func published(ctx context.Context, where string) (d changes.Documents, err error) {
	documents := map[string]*[]byte{"api/incidents.json": &d.Incidents, "api/services.json": &d.Services, "api/uptime.json": &d.Uptime}
	if root, err := os.OpenRoot(where); err == nil {
		defer root.Close() // it was only read
		for name, into := range documents {
			if *into, err = root.ReadFile(filepath.FromSlash(name)); err != nil {
				return d, &UsageError{fmt.Errorf("%s holds no site with data: %w", where, err), "Name the folder of a built site, as in public."}
			}
		}
		return d, nil
	}
	if strings.HasPrefix(where, "-") { // which git would take for an option
		return d, &UsageError{fmt.Errorf("%q is no folder and no revision", where), ""}
	}
	working, err := os.Getwd()
	if err != nil {
		return d, err
	}
	p := project{content: working}
	for _, folder := range []string{"", "public/", "docs/"} {
		err = nil
		for name, into := range documents {
			text, e := p.git(ctx, nil, nil, "cat-file", "blob", where+":"+folder+name)
			*into, err = []byte(text), errors.Join(err, e)
		}
		if err == nil {
			return d, nil
		}
	}
	return d, &UsageError{fmt.Errorf("there is no folder with a built site, and no revision of git with one, called %q", where),
		"Name a folder as in public, or a commit or branch that holds the site, as in gh-pages~1."}
}
