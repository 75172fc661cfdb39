package crawl_test

import (
	"strings"
	"testing"
)

// In an incident's page, all of these follow its last h2.
const incident = "incidents/2018/a/index.html"

func body(name, html string, want ...string) change {
	return change{name, incident, "</body>", html + "</body>", want}
}

func TestStructure(t *testing.T) {
	finding := func(what string) []string { return []string{incident + ": T1: " + what} }
	const description = "The service fell over on a Tuesday, and stood up again an hour later."
	check(t, []change{
		{"two h1", incident, "<h2>Why</h2>", "<h1>Why</h1>", finding("there are 2 h1")},
		{"h1 missing", incident, "<h1>A fell over</h1>", "", append(finding(`the heading "What" is h2 after h0`), finding("there are 0 h1")...)},
		{"a level is skipped", incident, "<h3>Where</h3>", "<h4>Where <img alt='x'></h4>", append(finding(`the heading "Where x" is h4 after h2`),
			incident+`: T5: the image "" has no width and height in pixels`)},
		{"back up over levels", incident, "<h3>Where</h3>", "<h3>Where</h3><h4>There</h4>", nil},
		{"an empty heading", incident, "<h2>Why</h2>", "<h2> </h2>", finding("an h2 is empty")},
		body("an id twice", `<p id="a"></p><svg id="a" aria-hidden="true"></svg>`, finding(`the id "a" stands here twice`)...),
		body("an empty id", `<p id=""></p>`, finding(`the id "" is empty or holds a space`)...),
		body("an id with a space", `<p id="a b"></p>`, finding(`the id "a b" is empty or holds a space`)...),
		body("a name that is not here", `<p aria-describedby="none"></p>`, finding(`p aria-describedby names the id "none", which is not here`)...),
		body("names that are here", `<p id="a" aria-labelledby="a b"></p><p id="b"></p>`),
		{"no language", incident, `<html lang="en">`, `<html lang="">`, finding("html has no lang")},
		{"no title", incident, `<title>A fell over</title>`, ``, finding("there are 0 title elements, or the title is empty")},
		{"an empty title", incident, `<title>A fell over</title>`, `<title> </title>`, finding("there are 1 title elements, or the title is empty")},
		{"the title of another page", "services/api/index.html", `<title>API</title>`, "<title> A fell\nover</title>",
			[]string{`services/api/index.html: T1: the title "A fell over" is also that of ` + incident}},
		{"no description", incident, `name="description"`, `name="x"`, finding("there are 0 meta descriptions")},
		{"49 characters", incident, description, strings.Repeat("é", 49), finding(`the meta description has 49 characters, not 50–160: "` + strings.Repeat("é", 49) + `"`)},
		{"50 characters", incident, description, strings.Repeat("é", 50), nil},
		{"160 characters", incident, description, strings.Repeat("é", 160), nil},
		{"161 characters", incident, description, strings.Repeat("é", 161), finding(`the meta description has 161 characters, not 50–160: "` + strings.Repeat("é", 80) + `…"`)},
		{"a redirect page has a language too", "old/index.html", ` lang="en"`, ``, []string{"old/index.html: T1: html has no lang"}},
	})
}

func TestOrigins(t *testing.T) {
	finding := func(what string) []string { return []string{incident + ": T3: " + what} }
	foreign := func(where string) []string {
		return finding(where + ` "https://elsewhere.example/x" is of another origin`)
	}
	const x = `"https://elsewhere.example/x"`
	changes := []change{
		body("an image", `<img alt="" width="1" height="1" src=`+x+`>`, foreign("img src")...),
		body("a srcset", `<picture><source srcset="https://elsewhere.example/x 2x"></picture>`, foreign("source srcset")...),
		body("without a scheme", `<audio src="//elsewhere.example/x"></audio>`, finding(`audio src "//elsewhere.example/x" is of another origin`)...),
		body("another scheme", `<audio src="http://example.org/repo/"></audio>`, finding(`audio src "http://example.org/repo/" is of another origin`)...),
		body("a frame", `<iframe src=`+x+`></iframe>`, foreign("iframe src")...),
		body("an object", `<object data=`+x+`></object>`, foreign("object data")...),
		body("a poster", `<video poster=`+x+`></video>`, foreign("video poster")...),
		body("a drawing's image", `<svg aria-hidden="true"><image href=`+x+`/></svg>`, foreign("image href")...),
		body("an old drawing's image", `<svg aria-hidden="true"><use xlink:href=`+x+`/></svg>`, foreign("use href")...),
		body("a form", `<form action=`+x+`></form>`, foreign("form action")...),
		body("a ping", `<a ping=`+x+` href="/repo/">x</a>`, foreign("a ping")...),
		body("a link may lead there", `<a href=`+x+`>x</a>`),
		body("data as a picture", `<img alt="" width="1" height="1" src="data:image/gif;base64,R0">`),
		body("data as a page", `<a href="data:text/html,x">x</a>`, finding(`a href "data:text/html,x" is an address that can run code`)...),
		body("a script in an address", "<a href=' java\nscript:alert(1)'>x</a>", finding(`a href " java\nscript:alert(1)" is an address that can run code`)...),
		body("a script in capitals", `<form action="JavaScript://%zz"></form>`, incident+`: T2: form action "JavaScript://%zz" cannot be read: invalid URL escape "%zz"`,
			incident+`: T3: form action "JavaScript://%zz" is an address that can run code`),
		body("a style attribute", `<p style="color:red"></p>`, finding("there is a style attribute of p")...),
		body("a style in a drawing", `<svg aria-hidden="true"><g style=""/></svg>`, finding("there is a style attribute of g")...),
		body("a style element", `<style></style>`, finding("there is a style element")...),
		body("an inline script", `<script>alert(1)</script>`, finding("there is an inline script")...),
		body("an inline module", `<script type="module">alert(1)</script>`, finding("there is an inline script")...),
		body("a handler", `<p onclick="alert(1)"></p>`, finding("there is the handler onclick of p")...),
		body("a document in an attribute", `<iframe srcdoc="<p>"></iframe>`, finding("there is the srcdoc of iframe")...),
		body("a base element", `<base href="/repo/">`, finding("there is a base element, which changes where links lead")...),
		{"a redirect", "old/index.html", "url=/repo/incidents/2018/a/", "url='https://elsewhere.example/x'", []string{`old/index.html: T3: meta refresh "https://elsewhere.example/x" is of another origin`}},
		{"a style sheet's picture", "style.css", `url( "picture.png" )`, `URL(https://elsewhere.example/x )`, []string{`style.css: T3: url() or @import of "https://elsewhere.example/x" is of another origin`}},
		{"a style sheet's import", "style.css", `@import "more.css"`, `@import '//elsewhere.example/x'`, []string{`style.css: T3: url() or @import of "//elsewhere.example/x" is of another origin`}},
		{"words in a style sheet", "style.css", `@import "more.css"`, `a { content: "@import 'https://elsewhere.example/'" } b\url(x)`, nil},
	}
	for _, rel := range []string{"preload", "manifest", "preconnect", "dns-prefetch", "shortcut icon", "stylesheet"} {
		changes = append(changes, body("a link rel="+rel, `<link rel="`+rel+`" href=`+x+`>`, foreign("link rel="+rel)...))
	}
	for _, rel := range []string{"canonical", "author", "me"} {
		changes = append(changes, body("a link rel="+rel, `<link rel="`+rel+`" href=`+x+`>`))
	}
	check(t, changes)
}

func TestDrawings(t *testing.T) {
	finding := func(what string) string { return incident + ": T4: " + what }
	check(t, []change{
		body("neither hidden nor an image", `<svg></svg>`, finding("an svg is neither aria-hidden nor role=img")),
		body("not hidden", `<svg aria-hidden="false"></svg>`, finding("an svg is neither aria-hidden nor role=img")),
		body("an image without a name", `<svg role="img"><g><title>of the group</title></g></svg>`, finding("an svg with role=img has no name")),
		body("an empty name", `<svg role="img" aria-label=" "><title></title></svg>`, finding("an svg with role=img has no name")),
		body("a title of its own", `<svg role="img"><title>Name</title></svg>`),
		body("a link within", `<svg aria-hidden="true"><g><a><rect/></a></g></svg>`, finding("an svg holds something to focus: a")),
		body("a tab stop within", `<svg role="img" aria-label="x"><rect tabindex="-1"/></svg>`, finding("an svg holds something to focus: tabindex of rect")),
		body("a tab stop itself", `<svg role="img" aria-label="x" tabindex="0"></svg>`, finding("an svg holds something to focus: tabindex of svg")),
		body("a button in foreign markup", `<svg aria-hidden="true"><foreignObject><button>x</button></foreignObject></svg>`, finding("an svg holds something to focus: button")),
		body("a drawing within a drawing", `<svg aria-hidden="true"><svg><rect/></svg></svg>`),
		body("a link around it", `<a href="/repo/"><svg aria-hidden="true"></svg>x</a>`),
	})
}

func TestTables(t *testing.T) {
	finding := func(what string) string { return incident + ": T5: " + what }
	when := func(value string) string { return `<time datetime="` + value + `">x</time>` }
	bad := func(value string) string {
		return finding(`the time "` + value + `" is no RFC 3339 time, date or ISO 8601 duration`)
	}
	changes := []change{
		body("no caption", `<table><tr><th scope="col">x</th></tr></table>`, finding("a table has no caption")),
		body("an empty caption", `<table><caption> </caption><tr><th scope="col">x</th></tr></table>`, finding("a table has no caption")),
		body("no headers", `<table><caption>c</caption><tr><td>x</td></tr></table>`, finding(`the table "c" has no header cells`)),
		body("no scope", `<table><caption>c</caption><tr><th>x</th><th scope="row">y</th></tr></table>`, finding(`the header cell "x" of the table "c" has no scope`)),
		body("a scope that is none", `<table><caption>c</caption><tr><th scope="cell">x</th></tr></table>`, finding(`the header cell "x" of the table "c" has no scope`)),
		body("a table within a table", `<table><caption>c</caption><tr><th scope="col">x</th><td><table><tr><th scope="row">y</th></tr></table></td></tr></table>`, finding("a table has no caption")),
		body("no alt", `<img src="/repo/icon.svg" width="1" height="1">`, finding(`the image "/repo/icon.svg" has no alt`)),
		body("no width", `<img src="/repo/icon.svg" alt="" height="1">`, finding(`the image "/repo/icon.svg" has no width and height in pixels`)),
		body("a width in per cent", `<img src="/repo/icon.svg" alt="" width="100%" height="1">`, finding(`the image "/repo/icon.svg" has no width and height in pixels`)),
		body("no height at all", `<img src="/repo/icon.svg" alt="" width="1" height="0">`, finding(`the image "/repo/icon.svg" has no width and height in pixels`)),
		body("a time in words", `<time>3 Mar 2024</time>`, bad("3 Mar 2024")),
	}
	for _, value := range []string{"", "2024-3-3", "2024-02-30", "2024-03", "14:05", "2024-03-03T14:05", "2024-03-03 14:05:00Z", "P", "PT", "P1DT", "PT1.5H", "4h", "pt4h"} {
		changes = append(changes, body("a bad time "+value, when(value), bad(value)))
	}
	for _, value := range []string{"2024-02-29", "2024-03-03T14:05:00Z", "2024-03-03T14:05:00.5+01:00", "PT38M", "P593D", "P1DT2H3M4.5S", "P2W", "PT0S"} {
		changes = append(changes, body("a good time "+value, when(value)))
	}
	check(t, changes)
}
