package serve

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// guard refuses requests that no reader of the site makes. A page of another
// site may be open in the same browser, and must not be able to read drafts:
// neither by asking for them from there, nor by pointing a name of its own at
// this machine.
func (s *Server) guard(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "same-origin")
	refuse := func(status int, why string) bool {
		http.Error(w, why, status)
		return false
	}
	choice := r.Method == http.MethodPost && s.opt.Editions && strings.HasSuffix(r.URL.Path, ownPath+"edition")
	if r.Method != http.MethodGet && r.Method != http.MethodHead && !choice {
		h.Set("Allow", "GET, HEAD")
		return refuse(http.StatusMethodNotAllowed, "405 method not allowed")
	}
	if r.URL.IsAbs() || r.URL.Host != "" {
		return refuse(http.StatusBadRequest, "400 this is not a proxy")
	}
	if !s.allowed(r.Host) {
		return refuse(http.StatusForbidden, "403 host not allowed; afterword serve --host NAME allows it")
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Host != r.Host {
			return refuse(http.StatusForbidden, "403 origin not allowed")
		}
	}
	// https://www.w3.org/TR/fetch-metadata/: a link from elsewhere may lead here,
	// but nothing from elsewhere may take the site in.
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		if choice || r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document" {
			return refuse(http.StatusForbidden, "403 requests from other sites are not allowed")
		}
	}
	return true
}

// allowed reports whether the server may be addressed so: by a name of this
// machine that no other can have, by an address, which no rebinding can
// change, or by a name that its user gave.
func (s *Server) allowed(hostPort string) bool {
	host := (&url.URL{Host: hostPort}).Hostname()
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		slices.ContainsFunc(s.opt.Hosts, func(given string) bool { return given != "" && strings.EqualFold(given, host) })
}
