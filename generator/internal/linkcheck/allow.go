package linkcheck

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
)

// A refusedError says why an address is not asked. Nothing has been sent to it: the
// address itself is refused, or the one that a site redirects to, or the IP address of
// its host.
type refusedError struct{ why string }

func (e *refusedError) Error() string { return e.why }

func refuse(format string, args ...any) error { return &refusedError{fmt.Sprintf(format, args...)} }

// mayAsk refuses addresses that are not those of public pages.
func mayAsk(address *url.URL) error {
	switch {
	case address.Scheme != "http" && address.Scheme != "https":
		return refuse("it has the scheme %q", address.Scheme)
	case address.Hostname() == "":
		return refuse("it names no host")
	case address.User != nil:
		return refuse("it holds a user name or a password")
	}
	if ip, err := netip.ParseAddr(address.Hostname()); err == nil {
		if err := mayConnect(ip); err != nil {
			return err
		}
	}
	if text := address.Port(); text != "" {
		port, err := strconv.ParseUint(text, 10, 16)
		if err != nil || port == 0 {
			return refuse("%s is no port", text)
		}
		if slices.Contains(otherServices, port) {
			return refuse("port %d is that of another service than the web", port)
		}
	}
	return nil
}

// mayConnect refuses every IP address that is not of a public host: this machine,
// its network, and the metadata services of clouds, which return credentials.
func mayConnect(ip netip.Addr) error {
	ip = ip.Unmap().WithZone("")
	if nat64.Contains(ip) { // an IPv4 address is at its end
		bytes := ip.As16()
		ip = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	switch {
	case ip.IsLoopback():
		return refuse("%s is this machine", ip)
	case ip.IsPrivate(), ip.IsLinkLocalUnicast():
		return refuse("%s is an address of a private network", ip)
	case ip.IsMulticast():
		return refuse("%s is an address of many machines", ip)
	case ip.Is6() && !global6.Contains(ip):
		return refuse("%s is not a public address", ip)
	}
	for _, n := range notPublic {
		if n.Contains(ip) {
			return refuse("%s is not a public address", ip)
		}
	}
	return nil
}

var (
	// RFC 6052, 2.1: IPv4 hosts as a network of IPv6 alone sees them.
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
	// RFC 4291, 2.4, and IANA: all that has been allocated so far.
	global6 = netip.MustParsePrefix("2000::/3")
)

// notPublic are the networks for which package netip has no method.
// https://www.iana.org/assignments/iana-ipv4-special-registry/
// https://www.iana.org/assignments/iana-ipv6-special-registry/
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),        // this network; many systems take it for themselves
	netip.MustParsePrefix("100.64.0.0/10"),    // shared by customers of a provider; metadata of a cloud at 100.100.100.200
	netip.MustParsePrefix("168.63.129.16/32"), // metadata of a cloud, at an address like any other
	netip.MustParsePrefix("192.0.0.0/24"),     // protocols; metadata of a cloud at 192.0.0.192
	netip.MustParsePrefix("192.0.2.0/24"),     // documentation
	netip.MustParsePrefix("192.88.99.0/24"),   // relays, which lead on
	netip.MustParsePrefix("198.18.0.0/15"),    // measurements
	netip.MustParsePrefix("198.51.100.0/24"),  // documentation
	netip.MustParsePrefix("203.0.113.0/24"),   // documentation
	netip.MustParsePrefix("240.0.0.0/4"),      // kept for later, and all machines of a network
	netip.MustParsePrefix("2001::/23"),        // protocols; relays, which lead on
	netip.MustParsePrefix("2001:db8::/32"),    // documentation
	netip.MustParsePrefix("2002::/16"),        // IPv4 addresses of any kind, behind a relay
	netip.MustParsePrefix("3fff::/20"),        // documentation
}

// otherServices are ports on which a request could be taken for something else.
// Browsers refuse them too: https://fetch.spec.whatwg.org/#port-blocking
var otherServices = []uint64{
	1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111,
	113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548,
	554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566,
	6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
}
