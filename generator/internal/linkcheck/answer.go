package linkcheck

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"
)

// An Outcome is what is known of an address.
type Outcome uint8

const (
	// Fine is an address whose site answers, with the page or by saying that it
	// is not for everybody.
	Fine Outcome = iota
	// Gone is an address that its site does not have, or whose host has no such name.
	Gone
	// Failing is an address whose site has a fault, or does not answer.
	Failing
	// Unasked is an address that was not asked for.
	Unasked
)

// An Answer is what came of asking for an address.
type Answer struct {
	Outcome Outcome
	// What is wrong, to stand behind the address: "answers 404 Not Found". Empty
	// where nothing is. What of it a site may have written is quoted and short.
	What string
}

// unwilling are answers of a site that is there and does not show itself to
// programs, or to these, or without a password. None tells that a reader
// would not be shown the page.
var unwilling = []int{
	http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
	http.StatusProxyAuthRequired, http.StatusRequestedRangeNotSatisfiable, http.StatusTooEarly, http.StatusTooManyRequests,
	http.StatusUnavailableForLegalReasons,
}

// fine tells a status that is nothing to report. Numbers past 599 are no
// statuses; sites answer with them that they take no robots.
func fine(status int) bool {
	return status < 400 || status > 599 || slices.Contains(unwilling, status)
}

// again reports whether an answer to HEAD is worth asking once more, with GET:
// many sites answer HEAD with an error, or not at all.
func again(last reply, err error) bool {
	var refused *refusedError
	var invalid *tls.CertificateVerificationError
	switch {
	case errors.As(err, &refused), errors.As(err, &invalid), errors.Is(err, errRedirects), unknown(err), errors.Is(err, context.Canceled):
		return false
	case err != nil:
		return true
	}
	return last.status >= 400 && last.status != http.StatusUnauthorized && last.status != http.StatusTooManyRequests
}

// judge says what the last reply to an address means, or the error in its place.
func judge(address *url.URL, last reply, err error, within time.Duration) Answer {
	if err != nil {
		return failure(address, err, within)
	}
	if fine(last.status) {
		return Answer{}
	}
	what := fmt.Sprintf("answers %d", last.status)
	if text := http.StatusText(last.status); text != "" {
		what += " " + text
	}
	if last.from.String() != address.String() {
		what = fmt.Sprintf("leads to %q, which %s", cut(last.from.Redacted()), what)
	}
	if last.status == http.StatusNotFound || last.status == http.StatusGone {
		return Answer{Gone, what}
	}
	return Answer{Failing, what}
}

// failure is the answer where there was no reply.
func failure(address *url.URL, err error, within time.Duration) Answer {
	var (
		refused *refusedError
		lookup  *net.DNSError
		invalid *tls.CertificateVerificationError
	)
	led := "" // where to, if not to the address itself
	if to := failedAt(err); to != nil && to.String() != address.String() {
		led = fmt.Sprintf("leads to %q, which ", cut(to.Redacted()))
	}
	switch {
	case errors.As(err, &refused):
		return Answer{Unasked, led + "was not asked: " + refused.why}
	case errors.Is(err, errRedirects):
		return Answer{Failing, fmt.Sprintf("redirects more than %d times", mostRedirects)}
	case unknown(err):
		return Answer{Gone, led + "names a host that does not exist"}
	case timedOut(err):
		return Answer{Failing, led + "did not answer within " + spoken(within)}
	case errors.As(err, &lookup):
		return Answer{Failing, led + "names a host that could not be looked up"}
	case errors.As(err, &invalid):
		return Answer{Failing, led + "has a certificate that is not valid: " + cut(invalid.Err.Error())}
	}
	return Answer{Failing, led + "could not be reached: " + cut(plain(err))}
}

// failedAt is the address of the request that failed.
func failedAt(err error) *url.URL {
	var redirect *redirectError
	if errors.As(err, &redirect) {
		return redirect.to
	}
	var request *url.Error
	if !errors.As(err, &request) {
		return nil
	}
	at, err := parseAddress(request.URL)
	if err != nil {
		return nil
	}
	return at
}

// unknown tells the error of a name that no host has.
func unknown(err error) bool {
	var lookup *net.DNSError
	return errors.As(err, &lookup) && lookup.IsNotFound
}

// timedOut tells an error of waiting.
func timedOut(err error) bool {
	var waiting net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &waiting) && waiting.Timeout()
}

// plain is the text of an error without the operation, which is the same for all.
func plain(err error) string {
	var request *url.Error
	if errors.As(err, &request) {
		err = request.Err
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	var call *os.SyscallError
	if errors.As(err, &call) {
		err = call.Err
	}
	return err.Error()
}

// cut keeps a text short: some of it may come from a site.
func cut(text string) string {
	const most = 200
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return string(letters[:most]) + "…"
}
