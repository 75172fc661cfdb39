package linkcheck

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"afterword/generator/internal/diag"
)

// What is done at once, and for how long. The time for all bounds what a page of
// a hundred thousand addresses can ask for.
const (
	atOnce      = 8
	atOnceHost  = 2
	timeRequest = 10 * time.Second // with all its redirects; an address is asked twice at most
	timeAll     = 30 * time.Minute
	mostSilent  = 3 // a host whose last so many requests ran out of time is left alone
)

// Ask asks for each distinct address once, fragments aside: HEAD, then GET where
// HEAD is not answered well. Agent is the program's name in the requests, as in
// "afterword/v1.2.3". The answers are in the order of the addresses; asked counts
// the distinct ones whose site was asked. The error is that of ctx.
func Ask(ctx context.Context, addresses []string, agent string) (answers []Answer, asked int, err error) {
	return newClient(agent, dialer().DialContext).ask(ctx, addresses)
}

// A question is a distinct address and its answer.
type question struct {
	address *url.URL
	answer  Answer
}

// A host has questions that wait.
type host struct {
	mu      sync.Mutex
	waiting []*question
	silent  int // requests in a row that ran out of time
}

// next returns the next question of a host, nil where none waits.
func (h *host) next() *question {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.waiting) == 0 {
		return nil
	}
	q := h.waiting[0]
	h.waiting = h.waiting[1:]
	return q
}

func (c client) ask(ctx context.Context, addresses []string) (answers []Answer, asked int, err error) {
	defer c.http.CloseIdleConnections()
	all, cancel := context.WithTimeout(ctx, c.timeAll)
	defer cancel()
	questions, hosts := queue(addresses)

	// Each host has as many workers as may ask it at once, of which so many work at a time as may
	// ask at all. They ask one address and let the others work.
	var asking errgroup.Group
	working := make(chan struct{}, atOnce)
	for _, h := range hosts {
		for range atOnceHost {
			asking.Go(func() error {
				for q := h.next(); q != nil; q = h.next() {
					working <- struct{}{}
					q.answer = c.one(all, h, q.address)
					<-working
				}
				return nil
			})
		}
	}
	_ = asking.Wait() // a question keeps its answer
	if err := ctx.Err(); err != nil {
		return nil, 0, fmt.Errorf("asking other sites: %w", err)
	}
	counted := map[*question]bool{}
	for _, q := range questions {
		answers = append(answers, q.answer)
		if q.answer.Code != diag.LinkUnasked && !counted[q] {
			counted[q] = true
			asked++
		}
	}
	return answers, asked, nil
}

// queue returns the question of each address, and the hosts with what waits for them.
// Addresses that must not be asked are answered already.
func queue(addresses []string) (questions []*question, hosts []*host) {
	known, named := map[string]*question{}, map[string]*host{}
	for _, text := range addresses {
		address, err := parseAddress(text)
		key := text
		if err == nil {
			key, err = address.String(), mayAsk(address)
		}
		q := known[key]
		if q == nil {
			q = &question{address: address}
			known[key] = q
			if err != nil {
				q.answer = Answer{diag.LinkUnasked, "was not asked: " + err.Error()}
			} else {
				name := strings.TrimSuffix(address.Hostname(), ".")
				if named[name] == nil {
					named[name] = new(host)
					hosts = append(hosts, named[name])
				}
				named[name].waiting = append(named[name].waiting, q)
			}
		}
		questions = append(questions, q)
	}
	return questions, hosts
}

// one asks for one address.
func (c client) one(ctx context.Context, h *host, address *url.URL) Answer {
	h.mu.Lock()
	silent := h.silent >= mostSilent
	h.mu.Unlock()
	if silent {
		return Answer{diag.LinkUnasked, fmt.Sprintf("was not asked: its host let %d requests in a row run out of time", mostSilent)}
	}
	last, err := c.request(ctx, "HEAD", address)
	if again(last, err) {
		last, err = c.request(ctx, "GET", address)
	}
	if ctx.Err() != nil {
		return Answer{diag.LinkUnasked, fmt.Sprintf("was not asked to the end: the %s for all addresses are over", spoken(c.timeAll))}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.silent++
	if !timedOut(err) {
		h.silent = 0
	}
	return judge(address, last, err, c.http.Timeout)
}

// spoken is a duration in words: "10 seconds".
func spoken(d time.Duration) string {
	if d >= time.Minute {
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
	return fmt.Sprintf("%g seconds", d.Seconds())
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
