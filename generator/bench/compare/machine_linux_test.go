package main

import "testing"

func TestMounted(t *testing.T) {
	const table = `22 28 0:20 / /proc rw,nosuid - proc proc rw
28 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 28 0:25 / /srv rw,nosuid shared:2 master:1 - tmpfs tmpfs rw
31 28 0:26 / /mnt/two\040words rw - xfs /dev/vdb rw
32 28 0:27 / /srv rw - btrfs /dev/vdc rw
nonsense
`
	for path, want := range map[string]string{
		"/var/tmp":         "ext4",
		"/":                "ext4",
		"/srv":             "btrfs",
		"/srv/x":           "btrfs",
		"/srvx":            "ext4",
		"/mnt/two words/x": "xfs",
	} {
		if got := mounted(table, path); got != want {
			t.Errorf("%s is on %s, want %s", path, got, want)
		}
	}
	if got := mounted("", "/"); got != unknown {
		t.Error(got)
	}
}
