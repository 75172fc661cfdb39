package search

import (
	_ "embed"
	"strings"
)

// Words that the trade shortens, and words of English. The browser has both from the
// index: the manifest lists the first, words/ the second.

// shortened are words that mean the same, a group a line.
const shortened = `k8s kubernetes
db dbs database databases
pg postgres postgresql
cert certs certificate certificates
config configs configuration
auth authentication
lb lbs loadbalancer
repo repos repository
prod production
infra infrastructure
creds credentials
conn conns connection connections
perms permissions
svc service
env environment
dc datacenter datacentre
regex regexp
es elasticsearch
tf terraform
vm vms
msg msgs message messages
mem memory
repl replication`

// abbreviations are, for each word of some lines, the others of its line.
func abbreviations(lines []string) map[string][]string {
	same := map[string][]string{}
	for _, line := range lines {
		words := compounds(normalText(line))
		for _, word := range words {
			for _, other := range words {
				if other != word {
					same[word] = append(same[word], other)
				}
			}
		}
	}
	return same
}

//go:embed english.txt
var englishWords string

// english are the stems of frequent words: of English, of four letters and more, and, in a line of
// its own, of postmortems.
var english = func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(englishWords) {
		set[stem(word)] = true
	}
	return set
}()

// frequent reports whether a word is a form of one that is frequent in English or in postmortems:
// it is no misspelling, though no report has it, and says less than others that are as rare in the archive.
func frequent(text string) bool {
	root := stem(text)
	return english[root] && root[0] == text[0] // the browser has the stems by the letter
}
