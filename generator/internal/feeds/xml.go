package feeds

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// An element is one of an XML document. All documents are made of these, so that
// what authors wrote passes through newElement.
type element struct {
	XMLName    xml.Name
	Attributes []xml.Attr `xml:",any,attr"`
	Text       string     `xml:",chardata"`
	Children   []element  `xml:",any"`
}

// newElement makes an element without children. Attributes are names, each followed
// by its value.
func newElement(name, text string, attributes ...string) element {
	e := element{XMLName: xml.Name{Local: name}, Text: xmlText(text)}
	for n := 0; n < len(attributes); n += 2 {
		e.Attributes = append(e.Attributes, xml.Attr{Name: xml.Name{Local: attributes[n]}, Value: xmlText(attributes[n+1])})
	}
	return e
}

// add appends a child without children of its own.
func (e *element) add(name, text string, attributes ...string) {
	e.Children = append(e.Children, newElement(name, text, attributes...))
}

// addText appends a child unless its text is empty.
func (e *element) addText(name, text string) {
	if text != "" {
		e.add(name, text)
	}
}

// document writes an element as the root of a document, with its namespace.
func (e element) document(namespace string) ([]byte, error) {
	e.Attributes = append([]xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: namespace}}, e.Attributes...)
	var b bytes.Buffer
	b.WriteString(xml.Header)
	encoder := xml.NewEncoder(&b)
	encoder.Indent("", "  ")
	if err := encoder.Encode(e); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// xmlText takes out the characters that XML 1.0 cannot hold, not even escaped
// (section 2.2). Package encoding/xml escapes the rest.
func xmlText(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r',
			0x20 <= r && r <= 0xD7FF,
			0xE000 <= r && r <= 0xFFFD,
			0x10000 <= r && r <= utf8.MaxRune:
			return r
		}
		return -1
	}, text)
}
