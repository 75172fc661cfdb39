package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A request as the browser logs it. Times are seconds since an arbitrary
// point, bytes are those of the answer with its head, as they were sent.
type request struct {
	url            string
	sent, finished float64
	clock          float64 // when it was sent, in seconds since 1970
	bytes, head    float64
}

// A tab shows the search page and logs what it asks for. Its cache is off.
type tab struct {
	ctx  context.Context
	host string

	mu  sync.Mutex
	log []*request
	by  map[network.RequestID]*request
}

func call[P, R any](t *tab, command cdp.Command[P, R], params P) error {
	if _, err := chromedp.Call(t.ctx, command, params); err != nil {
		return fmt.Errorf("%s: %w", command.Method, err)
	}
	return nil
}

// openTab opens an empty search page whose first files have come. It is closed
// by the function that it gives.
func openTab(browser context.Context, host string) (*tab, func(), error) {
	ctx, done := chromedp.NewContext(browser)
	t := &tab{ctx: ctx, host: host, by: map[network.RequestID]*request{}}
	err := chromedp.Do(ctx)
	if err == nil {
		err = chromedp.Listen(ctx, t.listen)
	}
	if err == nil {
		err = errors.Join(
			call(t, network.Enable, network.EnableParams{}),
			call(t, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}),
			call(t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchLongTasks}),
			chromedp.Do(ctx, chromedp.Navigate(host+"/search/")),
		)
	}
	if err == nil {
		err = t.quiet(3 * latency)
	}
	return t, done, err
}

func (t *tab) listen(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if strings.HasPrefix(e.Request.URL, t.host) {
			r := &request{url: strings.TrimPrefix(e.Request.URL, t.host), sent: e.Timestamp.Float64(), clock: float64(e.WallTime)}
			t.by[e.RequestID] = r
			t.log = append(t.log, r)
		}
	case *network.EventResponseReceived:
		if r := t.by[e.RequestID]; r != nil {
			r.head = e.Response.EncodedDataLength
		}
	case *network.EventLoadingFinished:
		if r := t.by[e.RequestID]; r != nil {
			r.finished, r.bytes = e.Timestamp.Float64(), e.EncodedDataLength
		}
	case *network.EventLoadingFailed:
		if r := t.by[e.RequestID]; r != nil {
			r.finished = e.Timestamp.Float64()
		}
	}
}

// quiet waits until nothing has been on its way for a while.
func (t *tab) quiet(pause time.Duration) error {
	idle := time.Now()
	for time.Since(idle) < pause {
		time.Sleep(5 * time.Millisecond)
		if err := t.ctx.Err(); err != nil {
			return err
		}
		t.mu.Lock()
		for _, r := range t.by {
			if r.finished == 0 {
				idle = time.Now()
			}
		}
		if n := len(t.log); n > 0 {
			last := time.UnixMilli(int64(1000 * t.log[n-1].clock))
			if last.After(idle) {
				idle = last
			}
		}
		t.mu.Unlock()
	}
	return nil
}

// taken returns what was logged since it was last called. Call it when all is quiet.
func (t *tab) taken() (log []request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.log {
		log = append(log, *r)
	}
	t.log = nil
	return log
}

func eval[T any](t *tab, script string) (T, error) {
	return chromedp.Run(t.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// watchLongTasks counts the tasks that keep the page from answering for more
// than 50 ms.
const watchLongTasks = `longTasks = [];
new PerformanceObserver(list => longTasks.push(...list.getEntries().map(e => e.duration))).observe({entryTypes: ['longtask']})`

// typeAndWait puts a text into the field as typing would. It answers when new
// results stand, with their number, the time from the input on in
// milliseconds, and the moment in seconds since 1970.
const typeAndWait = `new Promise((done, fail) => {
	const list = document.getElementById('search-results'), field = document.getElementById('q')
	const shown = () => [...list.querySelectorAll('li')]
	for (const row of shown()) row.setAttribute('data-old', '')
	const start = performance.now()
	const look = () => {
		const rows = shown().filter(row => !row.hasAttribute('data-old') && row.querySelector('[data-field=excerpt]')?.textContent)
		if (rows.length === 0 || rows.length < shown().length) return
		watch.disconnect()
		const now = performance.now()
		done({Rows: rows.length, Took: now - start, At: (performance.timeOrigin + now) / 1000})
	}
	const watch = new MutationObserver(look)
	watch.observe(list, {childList: true, subtree: true})
	setTimeout(() => fail(new Error('no results after 20 s: ' + document.getElementById('search-status').textContent)), 20000)
	field.focus()
	field.value = %q
	field.dispatchEvent(new InputEvent('input', {bubbles: true}))
})`

// A stand is the moment in which results stand.
type stand struct {
	Rows int
	Took float64 // milliseconds since the input
	At   float64 // seconds since 1970
}

func (t *tab) search(text string) (stand, error) {
	s, err := eval[stand](t, fmt.Sprintf(typeAndWait, text))
	if err != nil {
		return s, fmt.Errorf("searching for %q: %w", text, err)
	}
	return s, nil
}

// bytesOf sums up what requests transferred.
func bytesOf(log []request) (sum float64) {
	for _, r := range log {
		sum += r.bytes
	}
	return sum
}

func bodiesOf(log []request) (sum float64) {
	for _, r := range log {
		sum += r.bytes - r.head
	}
	return sum
}

// before are the requests sent up to a moment.
func before(log []request, at float64) (some []request) {
	for _, r := range log {
		if r.clock <= at {
			some = append(some, r)
		}
	}
	return some
}

// rounds is how many requests waited for one another: each is one round later
// than the last of those that were answered before it was sent.
func rounds(log []request) (most int) {
	depth := make([]int, len(log))
	for i, r := range log {
		for k, earlier := range log[:i] {
			if earlier.finished > 0 && earlier.finished <= r.sent {
				depth[i] = max(depth[i], depth[k])
			}
		}
		depth[i]++
		most = max(most, depth[i])
	}
	return most
}

// version is the browser's name and number.
func version(browser context.Context) string {
	v, err := chromedp.Run(browser, chromedp.Evaluate[string](`navigator.userAgent`))
	if err != nil {
		return "an unknown browser"
	}
	return v[strings.LastIndex(v, ") ")+2:]
}
