// Package csv imports a table with a row for each incident, whose first row names
// the columns.
package csv
