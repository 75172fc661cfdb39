package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// profileLimit is how large a profile may be that is committed, in bytes.
const profileLimit = 1 << 20

// profile writes what the compiler optimises with: the profiles of three cold
// builds and of one after an edit, merged.
func (b *bench) profile(ctx context.Context) error {
	a, err := b.archive(ctx)
	if err != nil {
		return err
	}
	const builds, coldBuilds = 4, 3
	merge := []string{"go", "tool", "pprof", "-symbolize=none", "-proto", "-output", filepath.Join(b.dir, "merged")}
	dir := ""
	for n := range builds {
		if n < coldBuilds {
			if dir, err = b.fresh(ctx, "ours"); err != nil {
				return err
			}
		} else if _, err := editBody(a, 0, 1); err != nil {
			return fmt.Errorf("editing the archive: %w", err)
		}
		file := filepath.Join(b.dir, fmt.Sprintf("cpu-%d", n+1))
		took, _, err := b.afterwordBuild(ctx, a, dir, "--cpuprofile", file)
		if err != nil {
			return err
		}
		b.say("build %d of %d: %s", n+1, builds, brief(took))
		merge = append(merge, file)
	}
	if _, _, err := b.exec(ctx, command{args: merge}); err != nil {
		return fmt.Errorf("merging the profiles: %w", err)
	}
	data, err := os.ReadFile(filepath.Join(b.dir, "merged"))
	if err != nil {
		return err
	}
	if len(data) > profileLimit {
		return fmt.Errorf("the profile has %d bytes, more than the %d that are committed: take fewer postmortems with -n", len(data), profileLimit)
	}
	if err := os.WriteFile(b.opt.profile, data, 0o644); err != nil {
		return err
	}
	b.say("%s: %d bytes", b.opt.profile, len(data))
	return nil
}
