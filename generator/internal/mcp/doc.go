// Package mcp answers programs that speak the Model Context Protocol
// (https://modelcontextprotocol.io): assistants that look for precedent, read reports and ask for
// figures. It reads the archive and changes nothing.
//
// Each question is answered from a [View], the archive as it is at that moment. Answers are bounded and
// say what they leave out. What reports say comes from their authors, and anyone may be one: it stands
// between two marks that name the hash of what is between them, so that no report can write the mark
// that ends it, and the instructions to the client say that it is data.
package mcp
