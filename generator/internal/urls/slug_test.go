package urls

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Names that macOS, Windows or a reader's eye take for one have one key.
func TestCollisionKeyJoins(t *testing.T) {
	for _, names := range [][]string{
		{"/a/", "/A/"},
		{"/stra\u00dfe/", "/STRASSE/", "/strasse/", "/STRA\u1e9eE/", "/stra\u017f\u017fe/"},
		{"/caf\u00e9/", "/cafe\u0301/", "/CAF\u00c9/", "/CAFE\u0301/"},
		{"/\u0131x/", "/Ix/", "/ix/"},
		{"/i\u0307x/", "/\u0130x/"},
		{"/\uff41/", "/a/", "/\uff21/"},
		{"/\ufb01x/", "/fix/", "/FIX/"},
		{"/\u03c3/", "/\u03c2/", "/\u03a3/"},
		{"/\u212b/", "/\u00e5/", "/A\u030a/"},
		{"/\u212a/", "/k/"},
		{"/\u01c6/", "/\u01c4/", "/\u01c5/"},
		{"/\u0149/", "/\u02bcn/"},
		{"/\u0390/", "/\u1fd3/"},
		{"/a\u200db/", "/ab/", "/a\u200bb/", "/a\u00adb/", "/a\ufe0fb/"},
		{"/\uac00/", "/\u1100\u1161/"},
	} {
		for _, name := range names {
			if got, want := CollisionKey(name), CollisionKey(names[0]); got != want {
				t.Errorf("%+q and %+q have the keys %+q and %+q", name, names[0], got, want)
			}
		}
	}
}

func TestCollisionKeyTellsApart(t *testing.T) {
	names := []string{"/a/", "/b/", "/a", "/a/b/", "/e/", "/\u00e9/", "/o/", "/\u00f8/", "/\u0430/", "/s/", "/ss/", "/1/", "/a-b/", "/a_b/"}
	for i, name := range names {
		for _, other := range names[:i] {
			if CollisionKey(name) == CollisionKey(other) {
				t.Errorf("%+q and %+q have one key", name, other)
			}
		}
	}
}

func TestCheckNameRefuses(t *testing.T) {
	for _, name := range []string{
		"", ".", "..", "a.", "a ", " a", "a:b", `a\b`, "a/b", "a%2e", "a?", "a#b", "a*", "a|b", `a"b`, "<a>", "a\nb", "a\x00b", "a\x1bb", "a\u202eb", "a\u200db", "\xe9",
		"CON", "con.md", "Aux", "nul.txt", "COM1", "com\u00b9", "LPT9.x.y", strings.Repeat("a", MaxName+1),
	} {
		if CheckName(name) == nil {
			t.Errorf("%q is accepted", name)
		}
	}
	for _, name := range []string{"a", "a.md", "caf\u00e9", "console", "com", "com10", "nuls", "\u65e5\u672c", "a b", "a'b", strings.Repeat("a", MaxName)} {
		if err := CheckName(name); err != nil {
			t.Errorf("%q is refused: %v", name, err)
		}
	}
}

func TestCheckSlugRefuses(t *testing.T) {
	for _, slug := range []string{"", ".", "..", "/", "../../../../outside", "a/b", "A", "a b", "-a", "a-", "a--b", "caf\u00e9", "%2e", `..\x`, "con", "com1", "a\x00", strings.Repeat("a", MaxName+1)} {
		if CheckSlug(slug) == nil {
			t.Errorf("%q is accepted", slug)
		}
	}
}

// FuzzSlug promises that a slug is one element of a path, that it is a slug of
// itself, and that CheckSlug and CheckName agree with the operating systems.
func FuzzSlug(f *testing.F) {
	for _, s := range []string{"", "C++ (New)", "../../x", "C#", "Stra\u00dfe", "\u0130\u0131", "e\u0301", "\ufb03", "\u1e9b\u0323", "a\u200db", "con", "\xff", "\u0345", "\u0345\u0355", "\u03d4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		slug := Slug(text)
		if strings.ContainsAny(slug, "/\\.%:\x00 \"<>&?#") || !utf8.ValidString(slug) || strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--") {
			t.Fatalf("Slug(%q) = %q", text, slug)
		}
		for _, r := range slug {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) {
				t.Fatalf("Slug(%q) = %q holds %U", text, slug, r)
			}
		}
		if !norm.NFC.IsNormalString(slug) {
			t.Fatalf("Slug(%q) = %+q is not in NFC", text, slug)
		}
		if CheckSlug(text) == nil && (Slug(text) != text || CheckName(text) != nil) {
			t.Fatalf("%q passes CheckSlug, and Slug or CheckName change their mind", text)
		}
		if CheckName(text) == nil && (text == "." || text == ".." || strings.ContainsAny(text, "/\\\x00\n\x1b") || !utf8.ValidString(text)) {
			t.Fatalf("%q passes CheckName", text)
		}
		key := CollisionKey(text)
		// Upper case of the decomposed text: U+0345 is a mark below a letter and
		// its upper case is a letter of its own, so marks must be in their order
		// before it. Unicode's canonical caseless match does the same, 3.13, D145.
		for _, variant := range []string{norm.NFC.String(text), norm.NFD.String(text), norm.NFKC.String(text), strings.ToUpper(norm.NFD.String(text)), key} {
			if utf8.ValidString(text) && CollisionKey(variant) != key {
				t.Fatalf("%+q and %+q have the keys %+q and %+q", text, variant, key, CollisionKey(variant))
			}
		}
	})
}

// FuzzBase promises that no base URL lets a link leave the site.
func FuzzBase(f *testing.F) {
	for _, s := range []string{"", "/", "https://example.org/repo/", "//evil.example/", "javascript:alert(1)", "https://u:p@h/", "/%2e%2e/", "https://h/a?b#c", `https://h\@evil/`, "/a\x00", "https://[::1]:80/x", "http://h:x/", "/\"><script>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := ParseBase(text)
		if err != nil {
			return
		}
		const site = "/incidents/a b/?q=1#x"
		link := b.Path(site)
		if !strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//") || strings.ContainsAny(link, "\"<>\\\x00\n ") {
			t.Fatalf("%q gives the link %q", text, link)
		}
		if back, ok := b.Site(link); !ok || back != "/incidents/a%20b/?q=1#x" {
			t.Fatalf("%q: %q leads back to %q, %v", text, link, back, ok)
		}
		if o := b.Origin(); o != "" && !strings.HasPrefix(o, "https://") && !strings.HasPrefix(o, "http://") {
			t.Fatalf("%q has the origin %q", text, o)
		}
		if again, err := ParseBase(b.String()); err != nil || again != b {
			t.Fatalf("%q is read as %q, and that as %q: %v", text, b, again, err)
		}
	})
}
