// Package posts imports the posts of sites that Hugo and Jekyll make.
package posts
