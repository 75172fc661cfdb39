package main

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Drafts are shown to the author, unless the flag or the environment says no; and a
// server that Ctrl-C ends was interrupted.
func TestServe(t *testing.T) {
	content := write(t, "---\ntitle: Not yet\ndate: 2024-07-01\ndraft: true\n---\nText.\n")
	for _, tt := range []struct {
		flag, environment string
		status            int
	}{
		{"--quiet=false", "", http.StatusOK},
		{"--drafts=false", "", http.StatusNotFound},
		{"--quiet=false", "false", http.StatusNotFound},
		{"--drafts", "false", http.StatusOK},
	} {
		t.Run(tt.flag+tt.environment, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			program, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			server := exec.CommandContext(ctx, program, "serve", "--content", content, tt.flag)
			server.Args[0] = "afterword" // by which testscript.Main knows what to run
			server.Env = append(os.Environ(), "AFTERWORD_DRAFTS="+tt.environment)
			stderr, err := server.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := server.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(stderr)
			address, built := "", false
			for lines.Scan() {
				if at, serving := strings.CutPrefix(lines.Text(), "serving at "); serving {
					address, _, _ = strings.Cut(at, " ")
				}
				built = built || strings.Contains(lines.Text(), " read, ")
				if address == "" || !built {
					continue
				}
				answer, err := http.Get(address + "incidents/2024/disk/")
				if err != nil {
					t.Error(err)
				} else if answer.Body.Close(); answer.StatusCode != tt.status {
					t.Errorf("the draft is answered with %s, not %d", answer.Status, tt.status)
				}
				if err := server.Process.Signal(os.Interrupt); err != nil {
					t.Error(err)
				}
				break
			}
			_ = server.Wait() // the code says
			if code := server.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("the exit code is %d, not %d", code, exitInterrupted)
			}
		})
	}
}
