package endtoend_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"afterword/generator/internal/urls"
)

// A hostRule is a block of /_headers: a pattern that ends in a star, and headers.
type hostRule struct {
	pattern string
	headers map[string]string
}

// hostRules reads /_headers by the grammar that Netlify and Cloudflare Pages share.
func hostRules(t *testing.T, text string) (rules []hostRule) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) > 2000 {
			t.Errorf("a line of %d characters: Cloudflare Pages reads 2,000", len(line))
		}
		if strings.HasPrefix(line, "/") {
			rules = append(rules, hostRule{line, map[string]string{}})
			if strings.Count(line, "*") != 1 || !strings.HasSuffix(line, "*") {
				t.Errorf("the pattern %s does not end in its only star", line)
			}
			continue
		}
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || len(rules) == 0 {
			t.Fatalf("%q is no header", line)
		}
		rules[len(rules)-1].headers[name] = value
	}
	if len(rules) > 100 {
		t.Errorf("%d rules: Cloudflare Pages reads 100", len(rules))
	}
	return rules
}

// sent are the headers of a path. Hosts send a header twice that two rules set.
func sent(t *testing.T, rules []hostRule, path string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, r := range rules {
		if !strings.HasPrefix(path, strings.TrimSuffix(r.pattern, "*")) {
			continue
		}
		for name, value := range r.headers {
			if all[name] != "" {
				t.Errorf("%s: two rules set %s", path, name)
			}
			all[name] = value
		}
	}
	return all
}

// directives takes a policy apart.
func directives(policy string) map[string]string {
	all := map[string]string{}
	for d := range strings.SplitSeq(policy, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), " ")
		all[name] = value
	}
	return all
}

// own returns the policy in the head of a page, which stands before all that it is about.
func own(t *testing.T, page string) string {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range tree.Descendants() {
		if n.Type != html.ElementNode || n.Data == "html" || n.Data == "head" {
			continue
		}
		policy := ""
		for _, a := range n.Attr {
			switch {
			case a.Key == "http-equiv" && a.Val == "Content-Security-Policy":
				policy = "yes"
			case a.Key == "content" && policy != "":
				return a.Val
			case a.Key == "charset":
				policy = "later"
			}
		}
		if policy == "" {
			break
		}
	}
	return ""
}

// The header and the meta element of each page say the same of what the page may
// do. A meta element cannot forbid framing, so the header does.
func TestHeadersAgreeWithPages(t *testing.T) {
	for _, b := range []built{site(t, "fixture", "/repo/"), site(t, "fixture", "/")} {
		rules := hostRules(t, b.page(t, urls.Headers))
		pages := 0
		for _, f := range b.tree {
			headers := sent(t, rules, b.base.Path(urls.SitePath(f.Path)))
			if headers["X-Content-Type-Options"] != "nosniff" || headers["Referrer-Policy"] == "" || headers["Content-Security-Policy"] == "" {
				t.Errorf("%s: %s has the headers %v", b, f.Path, headers)
			}
			if !strings.HasSuffix(f.Path, ".html") || f.Open != nil {
				continue // no page, or a file of the owner's that is copied as it is
			}
			pages++
			header, meta := directives(headers["Content-Security-Policy"]), directives(own(t, string(f.Data)))
			if header["frame-ancestors"] != "'none'" || headers["Cache-Control"] != "" {
				t.Errorf("%s: %s has the headers %v", b, f.Path, headers)
			}
			delete(header, "frame-ancestors")
			if f.Path != "search/index.html" {
				// Where the element says nothing, default-src of the same element counts.
				maps.DeleteFunc(header, func(name, _ string) bool {
					return (name == "script-src" || name == "connect-src") && meta[name] == "" && meta["default-src"] == "'none'"
				})
			}
			if !maps.Equal(header, meta) {
				t.Errorf("%s: %s: the header says %v, the page %v", b, f.Path, header, meta)
			}
		}
		if pages < 50 {
			t.Errorf("%s: only %d pages were looked at", b, pages)
		}
	}
}

// What may be kept for a year is named by its content: two sites that share a
// path share the file. All of the search index but its beginning is.
func TestWhatIsKeptIsNamedByItsContent(t *testing.T) {
	kept := map[string]string{} // path → content
	for _, b := range []built{site(t, "fixture", "/"), site(t, "fixture", "/repo/"), site(t, "one", "/"), site(t, "project", "/")} {
		rules := hostRules(t, b.page(t, urls.Headers))
		var once []string
		for _, f := range b.tree {
			long := strings.Contains(sent(t, rules, b.base.Path("/"+f.Path))["Cache-Control"], "immutable")
			if index := strings.HasSuffix(f.Path, ".bin") && f.Path != "search/manifest.bin"; index != long && !strings.HasPrefix(f.Path, "assets/") {
				t.Errorf("%s: %s: kept for long: %v", b, f.Path, long)
			}
			if !long {
				continue
			}
			once = append(once, f.Path)
			if !regexp.MustCompile(`[.-]?[0-9a-f]{6,}\.[a-z0-9]+$`).MatchString(f.Path) {
				t.Errorf("%s: %s is kept for long and has no hash in its name", b, f.Path)
			}
			if before, ok := kept[f.Path]; ok && before != string(f.Data) {
				t.Errorf("%s: %s has other content elsewhere", b, f.Path)
			}
			kept[f.Path] = string(f.Data)
		}
		if !slices.ContainsFunc(once, func(p string) bool { return strings.HasPrefix(p, "assets/") }) || len(once) < 5 {
			t.Errorf("%s: only %v are kept for long", b, once)
		}
	}
}
