//go:build unix

package costtest

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// computed is the time for which the threads of this process have run on a core.
func computed() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		panic(fmt.Sprintf("getrusage: %v", err)) // its arguments are constants
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
