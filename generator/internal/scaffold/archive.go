package scaffold

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/frontmatter"
	"afterword/generator/internal/settings"
	"afterword/generator/internal/urls"
)

// A File is one file to be written. Its path is relative, with slashes.
type File struct {
	Path string
	Data []byte
}

// InitOptions say what a new archive begins with; "" leaves the default.
type InitOptions struct {
	Title    string   // "Postmortems"
	Zone     string   // an IANA name; "UTC"
	Services []string // their names, of which ids are made; none: to be filled in
	BaseURL  string   // the address of the site; "" where the workflow finds it out
	// Program is the repository on GitHub that the workflow takes Afterword from, and
	// which state of it: "owner/afterword@v1.2.3"; "" is to be filled in.
	Program string
	// Editions begins an archive of which the public reads what is marked for it.
	Editions bool
}

// What an archive with editions has more.
const (
	editionsSettings = `

# Who reads what, the widest circle first. What has no mark is for the last one alone: see
# the chapter on editions in Afterword's content/README.md.
editions:
  - {id: public}
  - {id: internal}`
	editionsPublic = `
        with:
          edition: public`
	editionsInternal = `  # The whole archive, for those who can read this repository: an artifact of each run.
  internal:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: {{uses}}
        with:
          edition: internal
          artifact: internal

`
)

// The program as a workflow names it: a repository and a branch, tag or commit.
var repository = regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+@[A-Za-z0-9._/-]+$`)

// Init returns the files of a new archive, with paths relative to its project's
// folder: settings, a template for reports, notes for authors, and a workflow that
// publishes it on GitHub Pages. It has no reports. The error says which option cannot
// be used.
func Init(opt InitOptions) ([]File, error) {
	uses := "OWNER/REPO/.github/actions/afterword@REF # FILL IN where Afterword is, and a tag or commit of it"
	if repo, ref, _ := strings.Cut(opt.Program, "@"); opt.Program != "" {
		if !repository.MatchString(opt.Program) {
			return nil, fmt.Errorf("the program %q is not of the form OWNER/REPO@REF, with a tag, branch or commit as REF", opt.Program)
		}
		uses = repo + "/.github/actions/afterword@" + ref
	}
	for _, name := range opt.Services {
		if urls.Slug(name) == "" {
			return nil, fmt.Errorf("the service %q has no letter or digit to make an id of", name)
		}
	}
	base := "# base_url: https://example.github.io/postmortems/"
	if opt.BaseURL != "" {
		base = "base_url: " + frontmatter.QuoteYAML(opt.BaseURL)
	}
	settingsMore, edition, internal := "", "", ""
	if opt.Editions {
		settingsMore, edition, internal = editionsSettings, editionsPublic, strings.ReplaceAll(editionsInternal, "{{uses}}", uses)
	}
	fill := strings.NewReplacer(
		"{{editions}}", settingsMore, "{{edition}}", edition, "{{internal}}", internal,
		"{{title}}", frontmatter.QuoteYAML(clean(cmp.Or(opt.Title, "Postmortems"))), "{{timezone}}", frontmatter.QuoteYAML(cmp.Or(opt.Zone, "UTC")),
		"{{base_url}}", base, "{{services}}", declared(opt.Services), "{{uses}}", uses,
	)
	var files []File
	for _, f := range []struct{ path, template string }{
		{".github/workflows/pages.yml", "pages.yml"},
		{".gitignore", "gitignore"},
		{"content/README.md", "README.md"},
		{"content/_templates/full.md", "new/full.md"},
		{"content/archive.yaml", "archive.yaml"},
		{"public/.gitignore", "public-gitignore"},
	} {
		data, err := templates.ReadFile("templates/" + f.template)
		if err != nil {
			return nil, err
		}
		if f.template != "new/full.md" { // which is filled in for each report
			data = []byte(fill.Replace(string(data)))
		}
		if f.template == "archive.yaml" {
			_, list := settings.Read(diag.NewSource(f.path, string(data)), false)
			err = first(list)
		}
		if err != nil {
			return nil, err
		}
		files = append(files, File{f.path, data})
	}
	return files, nil
}

// declared is the list of services in archive.yaml, a comment where there are none.
func declared(names []string) string {
	if len(names) == 0 {
		return "# services:\n#   - id: checkout            # small letters, digits, single dashes\n#     name: Checkout"
	}
	text := "services:"
	for _, name := range names {
		name = clean(name)
		text += "\n  - id: " + frontmatter.QuoteYAML(urls.Slug(name)) + "\n    name: " + frontmatter.QuoteYAML(name)
	}
	return text
}
