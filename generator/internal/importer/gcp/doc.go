// Package gcp imports the incidents of Google Cloud: the list that
// https://status.cloud.google.com/incidents.json holds.
package gcp
