package main

import (
	"os"
	"runtime"
	"strings"
)

// processor is the name of the first one.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(text)) {
		if name, model, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(model)
		}
	}
	return runtime.GOARCH // as on most machines with ARM
}

// fileSystem names the kind that a folder lies on.
func fileSystem(dir string) string {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return unknown
	}
	return mounted(string(text), dir)
}

// mounted finds the mount that a path lies on, the last one where several cover
// it. https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
func mounted(mountinfo, path string) string {
	kind, longest := unknown, 0
	for line := range strings.Lines(mountinfo) {
		before, after, ok := strings.Cut(line, " - ")
		fields, rest := strings.Fields(before), strings.Fields(after)
		if !ok || len(fields) < 5 || len(rest) < 1 {
			continue
		}
		point := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(fields[4])
		within := point == "/" || path == point || strings.HasPrefix(path, point+"/")
		if within && len(point) >= longest {
			kind, longest = rest[0], len(point)
		}
	}
	return kind
}
