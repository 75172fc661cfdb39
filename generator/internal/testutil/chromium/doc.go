// Package chromium starts the browser in which pages are tested and measured. The
// browser reaches nothing but this machine.
package chromium
