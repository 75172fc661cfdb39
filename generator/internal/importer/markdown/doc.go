// Package markdown imports reports that have no front matter: what their text states
// becomes front matter, and the words for services, causes and severities that it
// uses become candidates, which a person gives a meaning for the next import.
package markdown
