package endtoend_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// print makes a PDF of the page on A4, grounds and all, with the margins of the style sheet.
func (v *tab) print() []byte {
	v.Helper()
	pdf, err := chromedp.Run(v.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground(), chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		v.Fatal("printing: ", err)
	}
	return pdf
}

var pdfPage = regexp.MustCompile(`/Type\s*/Page\b`)

// sheets counts the pages of a PDF as Chromium writes it.
func sheets(pdf []byte) int { return len(pdfPage.FindAll(pdf, -1)) }

// poppler runs one of the tools of poppler-utils on a PDF; nil where it is not installed.
func poppler(t *testing.T, pdf []byte, tool string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		return nil
	}
	file := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(file, pdf, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, append(args, file, "-")...).Output()
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return out
}

// On paper a dark page is black on white, tells where it came from, and
// ends no sheet with a heading.
func TestPrint(t *testing.T) { inBothThemes(t, print) }

func print(t *testing.T, v *tab) {
	v.look(dark)
	pages := pageTypes()
	if v.site.name == "ledger" { // on paper its sheet differs in sizes and fonts: a page of each layout tells
		pages = nil
		for _, paths := range layouts {
			pages = append(pages, paths[0])
		}
	}
	for _, path := range pages {
		v.open(path)
		call(v, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: dark})
		if paper := eval[string](v, `getComputedStyle(document.documentElement).backgroundColor`); paper != "rgb(255, 255, 255)" {
			t.Errorf("%s: the paper is %s", path, paper)
		}
		v.look(dark)
		headings := eval[[]string](v, `[...document.querySelectorAll("main :is(h2, h3, h4)")].map(e => e.innerText.trim()).filter(s => s)`)
		pdf := v.print()
		if n := sheets(pdf); n == 0 {
			t.Fatalf("%s: the PDF has no pages", path)
		}
		if text := poppler(t, pdf, "pdftotext", "-layout"); text != nil {
			for n, sheet := range strings.Split(strings.TrimSuffix(string(text), "\f"), "\f") {
				if last := lastLine(sheet); slices.Contains(headings, last) {
					t.Errorf("%s: sheet %d ends with the heading %q", path, n+1, last)
				}
			}
		}
		if path == "/incidents/2025/certificates/" {
			if text := poppler(t, pdf, "pdftotext", "-raw"); text != nil {
				source := eval[string](v, `document.querySelector(".sources a[href^=http]").href`)
				if !strings.Contains(strings.ReplaceAll(string(text), "\n", ""), source) {
					t.Errorf("%s: the print does not hold %s", path, source)
				}
			}
		}
	}
}

// lastLine is the last line of a sheet above its number.
func lastLine(sheet string) (last string) {
	for line := range strings.Lines(sheet) {
		line = strings.TrimSpace(line)
		if line != "" && !sheetNumber.MatchString(line) {
			last = line
		}
	}
	return last
}

var sheetNumber = regexp.MustCompile(`^\d+ / \d+$`)

// The review of a year fits on one sheet of A4, printed on both sides, and its report on three pages.
func TestYearsFitOnTwoSheets(t *testing.T) {
	for _, name := range []string{"fixture", "project"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := site(t, name, "/")
			v := openTab(t, b)
			for _, f := range b.tree {
				most := 2
				switch {
				case regexp.MustCompile(`^years/.+/report/index.html$`).MatchString(f.Path):
					most = 3
				case !regexp.MustCompile(`^years/\d+/index.html$`).MatchString(f.Path):
					continue
				}
				path := "/" + strings.TrimSuffix(f.Path, "index.html")
				v.open(path)
				if n := sheets(v.print()); n > most {
					t.Errorf("%s takes %d sheets", path, n)
				}
			}
		})
	}
}
