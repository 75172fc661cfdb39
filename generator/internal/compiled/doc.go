// Package compiled executes templates of html/template as closures, in about a sixth of the time.
//
// html/template decides everything that matters: it parses, and it works out how each value must
// be escaped where it stands. A [Template] is made from the result, and looks names up once for
// each type instead of once for each value. It knows what layouts use and no more. Where it meets
// anything else, be it while compiling or while executing, and wherever something fails, it gives
// up, and the caller lets html/template do the work: the page is the same, or the error is
// html/template's own. So there is one meaning of a template, and no second set of messages.
//
// Tests hold both to the same bytes, over all constructs known here and over hostile text.
package compiled
