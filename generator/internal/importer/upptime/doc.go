// Package upptime imports the incidents and the maintenance of Upptime, which are
// GitHub issues: as the API returns them, or as gh issue list --json writes them.
package upptime
