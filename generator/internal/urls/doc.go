// Package urls holds all arithmetic on URLs, slugs and output paths. No other
// package joins or splits them by hand.
//
// Within the generator a page is known by its site path: it begins with "/",
// ends in "/" for pages, and never carries the base path
// ("/incidents/2018/zuora-connect/"). Base turns site paths into what a
// reader's browser needs.
package urls
