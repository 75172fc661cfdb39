package linkcheck

import (
	"context"
	"errors"
	"net/netip"
	"testing"
)

// TestMayConnect promises that only public hosts are connected to, in whatever
// form their address is written.
func TestMayConnect(t *testing.T) {
	for _, public := range []string{
		"1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "198.17.0.1", "223.255.255.255",
		"2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
	} {
		if err := mayConnect(netip.MustParseAddr(public)); err != nil {
			t.Errorf("%s: %v", public, err)
		}
	}
	for _, private := range []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1",
		"169.254.169.254", "169.254.170.2", "100.100.100.200", "100.64.0.1", "168.63.129.16", "192.0.0.192",
		"192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "fec0::1",
		"fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1",
		"2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::", "3fff::1", "4000::1",
	} {
		var refused *refusedError
		if err := mayConnect(netip.MustParseAddr(private)); !errors.As(err, &refused) {
			t.Errorf("%s is connected to: %v", private, err)
		}
	}
}

// TestDialer promises that the look at the IP address is part of connecting.
func TestDialer(t *testing.T) {
	for _, address := range []string{"127.0.0.1:80", "[::1]:80", "169.254.169.254:80", "10.0.0.1:443", "0.0.0.0:80"} {
		c, err := dialer().DialContext(context.Background(), "tcp", address)
		var refused *refusedError
		if err == nil {
			c.Close()
		}
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
