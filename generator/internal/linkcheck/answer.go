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

	"afterword/generator/internal/diag"
)

// mostQuoted is how many characters of a text that a site may have written are quoted.
const mostQuoted = 200

// An Answer says whether an address works.
type Answer struct {
	// Code is diag.LinkGone for an address that its site does not have, or whose host
	// has no such name; LinkFailing for one whose site has a fault, or does not answer;
	// LinkUnasked for one that was not asked for. It is empty for one whose site
	// answers, with the page or by refusing programs.
	Code diag.Code
	// What is wrong, to follow the address in a message: "answers 404 Not Found". Empty
	// where nothing is. What of it a site may have written is quoted and short.
	What string
}

// unwilling are statuses of a site that works, and shows the page to readers but not
// to programs, or only with a password.
var unwilling = []int{
	http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
	http.StatusProxyAuthRequired, http.StatusRequestedRangeNotSatisfiable, http.StatusTooEarly, http.StatusTooManyRequests,
	http.StatusUnavailableForLegalReasons,
}

// fine reports whether a status means that the page is there. Numbers past 599 are not
// in any standard; sites refuse robots with them.
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
		what = fmt.Sprintf("leads to %q, which %s", short(last.from.Redacted(), mostQuoted), what)
	}
	if last.status == http.StatusNotFound || last.status == http.StatusGone {
		return Answer{diag.LinkGone, what}
	}
	return Answer{diag.LinkFailing, what}
}

// failure is the answer where there was no reply.
func failure(address *url.URL, err error, within time.Duration) Answer {
	var (
		refused *refusedError
		lookup  *net.DNSError
		invalid *tls.CertificateVerificationError
	)
	led := "" // where to, if not to the address itself
	var request *url.Error
	if errors.As(err, &request) {
		if to, err := address.Parse(request.URL); err == nil && to.String() != address.String() {
			led = fmt.Sprintf("leads to %q, which ", short(to.Redacted(), mostQuoted))
		}
	}
	switch {
	case errors.As(err, &refused):
		return Answer{diag.LinkUnasked, led + "was not asked: " + refused.why}
	case errors.Is(err, errRedirects):
		return Answer{diag.LinkFailing, fmt.Sprintf("redirects more than %d times", mostRedirects)}
	case unknown(err):
		return Answer{diag.LinkGone, led + "names a host that does not exist"}
	case timedOut(err):
		return Answer{diag.LinkFailing, led + "did not answer within " + spoken(within)}
	case errors.As(err, &lookup):
		return Answer{diag.LinkFailing, led + "names a host that could not be looked up"}
	case errors.As(err, &invalid):
		return Answer{diag.LinkFailing, led + "has a certificate that is not valid: " + short(invalid.Err.Error(), mostQuoted)}
	}
	return Answer{diag.LinkFailing, led + "could not be reached: " + short(plain(err), mostQuoted)}
}

// unknown reports whether an error is that of a name which no host has.
func unknown(err error) bool {
	var lookup *net.DNSError
	return errors.As(err, &lookup) && lookup.IsNotFound
}

// timedOut reports whether an error is that of an answer which did not come in time.
func timedOut(err error) bool {
	var waiting net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &waiting) && waiting.Timeout()
}

// plain is the text of an error without the operation, which is the same for all.
func plain(err error) string {
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		err = cause
	}
	return err.Error()
}
