package chromium

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// ErrMissing tells of a machine without Chromium.
var ErrMissing = errors.New("there is no Chromium in the PATH; CHROME may name one")

func find() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	if name := os.Getenv("CHROME"); name != "" {
		names = []string{name}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrMissing
}

// Start runs a browser until the context ends or chromedp.Cancel is called. CHROME may
// name its program.
func Start(ctx context.Context) (context.Context, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("font-render-hinting", "none"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to run as root with one
	}
	ctx, _ = chromedp.NewExecAllocator(ctx, options...)
	ctx, _ = chromedp.NewContext(ctx)
	return ctx, chromedp.Do(ctx)
}

// A Browser is one for all tests of a package. The zero value is ready to use.
type Browser struct {
	once sync.Once
	ctx  context.Context
	err  error
}

// patience is how long a test may look at one tab.
const patience = 8 * time.Minute

// Tab opens a tab until the test ends; the first one starts the browser. The test is
// skipped where there is none, and among short tests.
func (b *Browser) Tab(t testing.TB) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browsers are slow")
	}
	b.once.Do(func() { b.ctx, b.err = Start(context.Background()) })
	if errors.Is(b.err, ErrMissing) {
		t.Skip(b.err)
	}
	if b.err != nil {
		t.Fatal("starting Chromium: ", b.err)
	}
	ctx, cancel := chromedp.NewContext(b.ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal("opening a tab: ", err)
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	return ctx
}

// Close ends the browser, where one was started. No test may be running any more.
func (b *Browser) Close() error {
	if b.ctx == nil {
		return nil
	}
	return chromedp.Cancel(b.ctx)
}
