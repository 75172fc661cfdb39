package settings

import (
	"slices"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
)

// A Look is what archive.yaml changes of how pages look, under look.
type Look struct {
	Style
	Logo, Favicon frontmatter.Value // names of files in assets/; "" for none
	Footer        frontmatter.Value // Markdown
	Home          []string          // the sections of the home page, in their order
}

// A Style is what of a look the style sheet says. Empty fields leave it to the theme.
type Style struct {
	Light, Dark string // the accent in both schemes: "#1d4f91"
	Font        string // "serif", "sans" or "system"
	Width       string // "narrow" or "wide"
}

// HomeSections returns the names of all sections that a home page can have.
func HomeSections() []string { return append(defaultHome(), "services") }

func defaultHome() []string {
	return []string{"search", "figures", "ongoing", "year", "latest", "largest", "browse", "subscribe"}
}

func look(r *frontmatter.Reader) Look {
	l := Look{Home: defaultHome()}
	if r == nil {
		return l
	}
	l.Light, l.Dark = accents(r)
	l.Font = choice(r, "font", "serif", "sans", "system")
	l.Width = choice(r, "width", "narrow", "wide")
	l.Logo, l.Favicon, l.Footer = valueOf(r, "logo"), valueOf(r, "favicon"), valueOf(r, "footer")
	if r.Has("home") {
		l.Home = nil
		for _, v := range r.Texts("home") {
			switch {
			case !slices.Contains(HomeSections(), v.Text):
				r.Add(r.Source().Errorf(diag.ValueInvalid, v.At, known(HomeSections()), "the home page has no section %q", v.Text))
			case slices.Contains(l.Home, v.Text):
				r.Add(r.Source().Errorf(diag.ValueDuplicate, v.At, "Delete one of them.", "section %q is listed twice", v.Text))
			default:
				l.Home = append(l.Home, v.Text)
			}
		}
	}
	r.RejectUnknown()
	return l
}

// valueOf reads a text and keeps its place.
func valueOf(r *frontmatter.Reader, key string) frontmatter.Value {
	return frontmatter.Value{Text: r.Text(key), At: r.At(key)}
}

// choice reads one of a few words; "" where the key is absent or is none of them.
func choice(r *frontmatter.Reader, key string, words ...string) string {
	text := r.Text(key)
	if text != "" && !slices.Contains(words, text) {
		r.Errorf(diag.ValueInvalid, key, known(words), "%q is no %s", text, key)
		return ""
	}
	return text
}

// known is the hint that offers words.
func known(words []string) string { return "Known are " + strings.Join(words, ", ") + "." }

// A MenuEntry leads to a page of the site or to another site.
type MenuEntry struct {
	Name string            // "" is the title of the page
	Page frontmatter.Value // the address of a page without slashes around it: "about", "services/api"
	URL  string            // of another site; "" where Page is given
}

func menu(r *frontmatter.Reader) (entries []MenuEntry) {
	for _, item := range r.Mappings("menu") {
		e := MenuEntry{Name: item.Text("name"), Page: valueOf(item, "page"), URL: item.Address("url")}
		e.Page.Text = strings.Trim(e.Page.Text, "/")
		item.RejectUnknown()
		switch {
		case item.Has("page") == item.Has("url"):
			item.Add(r.Source().Errorf(diag.KeyMissing, item.Node().At, "Write \"page: about\" for a page of this site, or \"url: https://…\" for another one.", "an entry of the menu has either page or url"))
		case e.URL != "" && !item.Require("name"):
		case e.URL != "" || item.Has("page"):
			entries = append(entries, e)
		}
	}
	return entries
}
