package generator

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"afterword/generator/internal/verify"
)

// A VerifyReport says what was compared, and what differs.
type VerifyReport struct {
	Site string `json:"site"`
	verify.Report
	Diagnostics Diagnostics `json:"-"`
}

// Verify compares the figures of a published site, in a folder or at an address, with what
// follows from the windows that it publishes. Where any differs, the error is an *ArchiveError with each of
// them. An address that is not asked, and a folder without a site, are a *UsageError;
// others are those of reading.
func Verify(ctx context.Context, o Options, where string) (report VerifyReport, err error) {
	report.Site = where
	var site verify.Site
	if address, e := url.Parse(where); e == nil && strings.Contains(where, "://") {
		site, err = verify.Web(where, o.Agent)
		if _, refused := errors.AsType[*verify.RefusedError](err); refused {
			return report, &UsageError{fmt.Errorf("will not ask %s: %w", address.Redacted(), err), ""}
		}
	} else {
		root, err := os.OpenRoot(where)
		if err != nil {
			return report, &UsageError{fmt.Errorf("there is no folder %s", where), "Name the folder of a built site, as in public, or its address with https://."}
		}
		defer root.Close() // it was only read
		if _, err := root.Stat("api/uptime.json"); err != nil {
			return report, &UsageError{fmt.Errorf("%s holds no site with figures: it has no api/uptime.json", where), "Name the folder of a built site, as in public."}
		}
		site = verify.Folder(root)
	}
	if err != nil {
		return report, err
	}
	report.Report, report.Diagnostics, err = verify.Check(ctx, site)
	if err == nil && len(report.Diagnostics) > 0 {
		err = &ArchiveError{slices.Clone(report.Diagnostics)}
	}
	return report, err
}
