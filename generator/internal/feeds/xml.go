package feeds

import (
	"bytes"
	"encoding/xml"
)

// An element is one of an XML document. Package encoding/xml escapes its text, and writes U+FFFD
// for what XML 1.0 cannot hold.
type element struct {
	XMLName    xml.Name
	Attributes []xml.Attr `xml:",any,attr"`
	Text       string     `xml:",chardata"`
	Children   []element  `xml:",any"`
}

// newElement makes an element without children. Attributes are names, each followed
// by its value.
func newElement(name, text string, attributes ...string) element {
	e := element{XMLName: xml.Name{Local: name}, Text: text}
	for n := 0; n < len(attributes); n += 2 {
		e.Attributes = append(e.Attributes, xml.Attr{Name: xml.Name{Local: attributes[n]}, Value: attributes[n+1]})
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
