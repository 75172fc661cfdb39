package urls

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Slug turns a term into the last element of a URL: lower case, accents
// folded, everything else single dashes; "C++ (New)" becomes "c-new". Letters
// and digits of any script survive. Text without any returns "".
func Slug(text string) string {
	var b strings.Builder
	dash := false
	for _, r := range norm.NFKD.String(fold.Replace(strings.ToLower(text))) {
		switch {
		case unicode.Is(unicode.Mn, r):
			// An accent that NFKD took off its letter.
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		default:
			dash = true
		}
	}
	return norm.NFC.String(b.String())
}

// ShortSlug is a Slug of at most so many bytes, cut between words where it can be.
func ShortSlug(text string, limit int) string {
	slug := Slug(text)
	if len(slug) <= limit {
		return slug
	}
	short := strings.ToValidUTF8(slug[:limit], "")
	if i := strings.LastIndexByte(short, '-'); i > limit/2 {
		short = short[:i]
	}
	return strings.Trim(short, "-")
}

// fold spells the letters that have no accent to lose.
var fold = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i")

// CheckSlug says why a slug that an author wrote cannot be the last element of
// a URL; nil means that it can. It may hold a–z, 0–9 and single dashes.
func CheckSlug(slug string) error {
	switch {
	case slug == "":
		return fmt.Errorf("it must not be empty")
	case len(slug) > MaxName:
		return fmt.Errorf("it may have %d bytes, and this has %d", MaxName, len(slug))
	case reserved(slug):
		return fmt.Errorf("%q is a device name on Windows", slug)
	case strings.HasPrefix(slug, "-"), strings.HasSuffix(slug, "-"), strings.Contains(slug, "--"):
		return fmt.Errorf("dashes stand alone, between other characters")
	}
	for _, r := range slug {
		if !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-') {
			return fmt.Errorf("it may hold a–z, 0–9 and dashes, not %q", r)
		}
	}
	return nil
}

// Bounds of names and paths, in bytes. File systems stop at 255 for a name.
const (
	MaxName = 100
	MaxPath = 200
)

// CheckName says why a file or folder name of the archive cannot become part
// of a URL on every operating system and host; nil means that it can.
func CheckName(name string) error {
	switch {
	case name == "" || name == "." || name == "..":
		return fmt.Errorf("%q is not a name", name)
	case len(name) > MaxName:
		return fmt.Errorf("a name may have %d bytes, this one has %d", MaxName, len(name))
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") || strings.HasPrefix(name, " "):
		return fmt.Errorf("the dot or space at the edge of %q is dropped on Windows", name)
	case reserved(name):
		return fmt.Errorf("%q is a device name on Windows", name)
	}
	for _, r := range name {
		if r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) ||
			strings.ContainsRune(`<>:"/\|?*%#`, r) {
			return fmt.Errorf("%q must not stand in the name of a file", r)
		}
	}
	return nil
}

// reserved reports whether Windows keeps a name for devices, with any extension.
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
func reserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	for _, device := range []string{"com", "lpt"} {
		if n, ok := strings.CutPrefix(stem, device); ok && n != "" && strings.Contains("0123456789¹²³", n) {
			return true
		}
	}
	return false
}

// CollisionKey is equal for two site paths that some file system or reader
// would take for one: case, Unicode forms and widths do not count, nor does
// what cannot be seen, and ß is ss. Full case folding is Unicode's, section
// 3.13, D146; upper case before it makes ı an i as well, which folding alone
// keeps apart.
func CollisionKey(site string) string {
	if ascii(site) {
		return strings.ToLower(site)
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(site))
	return norm.NFKC.String(cases.Fold().String(strings.ToUpper(plain)))
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
