package linkcheck

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"
)

// What is done at once, and for how long. The time for all bounds what a page of
// a hundred thousand addresses can ask for.
const (
	atOnce      = 8
	atOnceHost  = 2
	timeRequest = 10 * time.Second // with all its redirects; an address is asked twice at most
	timeAll     = 30 * time.Minute
	silences    = 3 // a host that let so many requests in a row run out of time is left alone
)

// An asker asks for addresses. Tests make their own.
type asker struct {
	client               client
	timeRequest, timeAll time.Duration
}

// Ask asks for each distinct address once, fragments aside: HEAD, then GET where
// HEAD is not answered well. Agent names the program to them, as in
// "afterword/v1.2.3". The answers stand in the order of the addresses; asked
// counts the distinct ones whose site was asked. The error is that of ctx.
func Ask(ctx context.Context, addresses []string, agent string) (answers []Answer, asked int, err error) {
	a := asker{newClient(agent, dialer().DialContext), timeRequest, timeAll}
	return a.ask(ctx, addresses)
}

func (a asker) ask(ctx context.Context, addresses []string) (answers []Answer, asked int, err error) {
	defer a.client.close()
	all, cancel := context.WithTimeout(ctx, a.timeAll)
	defer cancel()
	q := newQueue(addresses)
	var working sync.WaitGroup
	for range atOnce {
		working.Go(func() {
			for h := range q.turns {
				if w := q.take(h); w != nil {
					answer, silent := a.one(all, h, w)
					q.put(h, w, answer, silent)
				}
			}
		})
	}
	working.Wait()
	if err := ctx.Err(); err != nil {
		return nil, 0, fmt.Errorf("asking other sites: %w", err)
	}
	answers = make([]Answer, len(addresses))
	for n, w := range q.of {
		answers[n] = w.answer
	}
	for _, w := range q.distinct {
		if w.answer.Outcome != Unasked {
			asked++
		}
	}
	return answers, asked, nil
}

// one asks for one address.
func (a asker) one(ctx context.Context, h *host, w *work) (answer Answer, silent bool) {
	if h.silent() {
		return Answer{Unasked, fmt.Sprintf("was not asked: its host let %d requests in a row run out of time", silences)}, false
	}
	last, err := a.request(ctx, "HEAD", w.address)
	if again(last, err) {
		last, err = a.request(ctx, "GET", w.address)
	}
	if ctx.Err() != nil {
		return Answer{Unasked, fmt.Sprintf("was not asked to the end: the %s for all addresses are over", spoken(a.timeAll))}, false
	}
	return judge(w.address, last, err, a.timeRequest), timedOut(err)
}

// request makes one request, in the time that it may take.
func (a asker) request(ctx context.Context, method string, address *url.URL) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, a.timeRequest)
	defer cancel()
	return a.client.request(ctx, method, address)
}

// spoken is a duration in words: "10 seconds".
func spoken(d time.Duration) string {
	if d >= time.Minute {
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
	return fmt.Sprintf("%g seconds", d.Seconds())
}

// A queue hands out addresses so that hosts take turns, and none is asked by
// more than atOnceHost workers.
type queue struct {
	of       []*work // of each address that was given
	distinct []*work

	turns chan *host // whose turn it is; a host has as many turns as may ask it at once

	mu   sync.Mutex
	left int // turns that have not ended
}

// A work is a distinct address, and what came of it.
type work struct {
	address *url.URL
	answer  Answer
}

// A host is one whose addresses are waiting.
type host struct {
	mu      sync.Mutex
	waiting []*work
	silence int // requests in a row that ran out of time
}

func (h *host) silent() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.silence >= silences
}

func newQueue(addresses []string) *queue {
	q := &queue{of: make([]*work, len(addresses))}
	known := map[string]*work{}
	hosts := map[string]*host{}
	var order []*host
	for n, text := range addresses {
		address, err := parseAddress(text)
		key := text
		if err == nil {
			key = address.String()
		}
		w := known[key]
		if w == nil {
			w = &work{address: address}
			known[key] = w
			q.distinct = append(q.distinct, w)
			if err == nil {
				err = mayAsk(address)
			}
			if err != nil {
				w.answer = Answer{Unasked, "was not asked: " + err.Error()}
			} else {
				name := hostName(address)
				if hosts[name] == nil {
					hosts[name] = new(host)
					order = append(order, hosts[name])
				}
				hosts[name].waiting = append(hosts[name].waiting, w)
			}
		}
		q.of[n] = w
	}
	for _, h := range order {
		q.left += min(atOnceHost, len(h.waiting))
	}
	q.turns = make(chan *host, q.left)
	for turn := range atOnceHost {
		for _, h := range order {
			if turn < len(h.waiting) {
				q.turns <- h
			}
		}
	}
	if q.left == 0 {
		close(q.turns)
	}
	return q
}

// take returns the next address of a host; nil ends this turn for good.
func (q *queue) take(h *host) *work {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.waiting) > 0 {
		w := h.waiting[0]
		h.waiting = h.waiting[1:]
		return w
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.left--; q.left == 0 {
		close(q.turns)
	}
	return nil
}

// put keeps an answer and lines the host up again.
func (q *queue) put(h *host, w *work, answer Answer, silent bool) {
	w.answer = answer
	h.mu.Lock()
	switch {
	case silent:
		h.silence++
	case answer.Outcome != Unasked:
		h.silence = 0
	}
	h.mu.Unlock()
	q.turns <- h // there is room: this turn came from there
}

// parseAddress reads an address and takes its fragment away, which sites are not sent.
func parseAddress(text string) (*url.URL, error) {
	address, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("it cannot be read")
	}
	address.Fragment, address.RawFragment = "", ""
	address.Scheme, address.Host = strings.ToLower(address.Scheme), strings.ToLower(address.Host)
	if address.Path == "" {
		address.Path = "/" // which is what is asked for
	}
	return address, nil
}

func hostName(address *url.URL) string { return strings.TrimSuffix(address.Hostname(), ".") }
