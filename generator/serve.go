package generator

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/serve"
	"afterword/generator/internal/watch"
)

// ServeOptions are what Serve needs beyond what Build does. Of the server's own
// options it sets those that say where the archive is and how files are edited.
type ServeOptions struct {
	serve.Options
	// Bind is the address to listen on; "" is the loopback address, by IPv4 and IPv6.
	Bind string
	// Port is the port; 0 takes 1313 or the next that is free.
	Port int
	// DraftsChosen says that Options.Drafts of Serve is what the user asked for, not a default.
	DraftsChosen bool
	// Ready is called once requests are answered, with the addresses of the site.
	Ready func(addresses []string)
}

// A ServeReport says what one build of the server did.
type ServeReport = serve.Report

const (
	// ServePollAuto chooses the interval of polling by what it costs.
	ServePollAuto = watch.Auto
	// ServeGCPercent is what a server should set the collector to.
	ServeGCPercent = serve.GCPercent
)

// Serve shows the archive in a browser until ctx ends, and keeps it up to date.
// Drafts are shown unless others can reach the server; with DraftsChosen,
// Options.Drafts decides. It writes nothing. Errors are an *ArchiveError where there is
// none, a *UsageError, a *serve.PortError, or an I/O error; the end of ctx is none.
func Serve(ctx context.Context, o Options, so ServeOptions) error {
	p, err := find(o)
	if err != nil {
		return err
	}
	hosts, public, err := addresses(so.Bind)
	if err != nil {
		return err
	}
	if public && !o.Drafts && !so.DraftsChosen {
		so.Notice("Others can see the site at this address. Drafts are left out; --drafts shows them.")
	}
	o.Drafts = o.Drafts || !public && !so.DraftsChosen
	listeners, err := serve.Listen(hosts, so.Port)
	if err != nil {
		return err
	}
	if port := serve.Port(listeners[0]); so.Port == 0 && port != serve.DefaultPort {
		so.Notice(fmt.Sprintf("Port %d is in use; this is port %d.", serve.DefaultPort, port))
	}
	so.Archive = pipeline.Open(p.options(o))
	so.Content, so.Themes, so.Out = p.content, p.themes(o), p.out
	so.Hosts = append(so.Hosts, so.Bind)
	so.Editions = !public // others who read may see the one that was chosen, and no other
	so.Locate, so.Editor = p.locate, editor()
	so.Compare = (&lastCommit{project: p, options: o}).compare
	server := serve.New(so.Options)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var building sync.WaitGroup
	building.Go(func() { server.Run(ctx) })
	so.Ready(visible(hosts, serve.Port(listeners[0])))
	err = server.Serve(ctx, listeners)
	stop()
	building.Wait()
	return err
}

// themes is the folder to watch for themes.
func (p project) themes(o Options) string {
	if theme := p.options(o).Theme; filepath.IsAbs(theme) {
		return theme
	}
	return filepath.Join(p.root, "themes")
}

// locate is the file on disk that a diagnostic names; "" where it names none.
func (p project) locate(file string) string {
	for _, folder := range []string{p.working, p.root} {
		name := filepath.FromSlash(file)
		if !filepath.IsAbs(name) {
			name = filepath.Join(folder, name)
		}
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// addresses are what to listen on, and whether others can reach it.
func addresses(bind string) (hosts []string, public bool, err error) {
	if bind == "" || bind == "localhost" {
		return serve.Loopback(), false, nil
	}
	a, err := netip.ParseAddr(strings.Trim(bind, "[]"))
	if err != nil {
		return nil, false, &UsageError{fmt.Errorf("--bind %s is not an address", bind), "Write one of this machine's, such as 127.0.0.1, or 0.0.0.0 for all of them."}
	}
	return []string{a.String()}, !a.IsLoopback(), nil
}

// visible are the addresses at which the site can be opened.
func visible(hosts []string, port int) (all []string) {
	site := func(host string) string { return "http://" + net.JoinHostPort(host, strconv.Itoa(port)) + "/" }
	if len(hosts) > 1 {
		return []string{site("localhost")}
	}
	a, err := netip.ParseAddr(hosts[0])
	if err != nil || !a.IsUnspecified() {
		return []string{site(hosts[0])}
	}
	all = []string{site("localhost")}
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		return all // localhost is known at least
	}
	for _, i := range interfaces {
		prefix, ok := i.(*net.IPNet)
		if ok && !prefix.IP.IsLoopback() && !prefix.IP.IsLinkLocalUnicast() && (a.Is6() || prefix.IP.To4() != nil) {
			all = append(all, site(prefix.IP.String()))
		}
	}
	return all
}

// editor is the address that opens a file in the user's editor: AFTERWORD_EDITOR_URL,
// else what VISUAL or EDITOR name, else that of Visual Studio Code.
func editor() string {
	if url, ok := os.LookupEnv("AFTERWORD_EDITOR_URL"); ok {
		return url
	}
	for _, name := range []string{"VISUAL", "EDITOR"} {
		program := filepath.Base(strings.SplitN(os.Getenv(name)+" ", " ", 2)[0])
		switch program {
		case "codium", "vscodium":
			return "vscodium://file{file}:{line}:{column}"
		case "cursor":
			return "cursor://file{file}:{line}:{column}"
		case "zed":
			return "zed://file{file}:{line}:{column}"
		case "subl":
			return "subl://open?url=file://{file}&line={line}&column={column}"
		case "idea", "goland", "webstorm", "pycharm":
			return program + "://open?file={file}&line={line}&column={column}"
		case "mate":
			return "txmt://open?url=file://{file}&line={line}&column={column}"
		}
	}
	return "vscode://file{file}:{line}:{column}"
}
