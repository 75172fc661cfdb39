package frontmatter

import (
	"encoding/json"
	"errors"
	"strings"

	"afterword/generator/internal/diag"
)

// A jsonReader builds Nodes from the tokens of encoding/json, whose places it
// knows by the offset after each.
type jsonReader struct {
	*parser
	text    string
	base    int // byte at which the object begins
	decoder *json.Decoder
	start   int // byte at which the token begins that is being read
}

// errStop ends the reading of JSON after a diagnostic has been made.
var errStop = errors.New("reported")

// json parses text[base:], an object.
func (p *parser) json(text string, base int) (Node, bool) {
	j := &jsonReader{parser: p, text: text, base: base, decoder: json.NewDecoder(strings.NewReader(text[base:]))}
	j.decoder.UseNumber()
	root, err := j.value(1)
	if err == nil {
		return root, true
	}
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errStop):
	case errors.As(err, &syntax):
		at := first(text, max(j.start, base+int(syntax.Offset)-1))
		message, hint := strings.TrimPrefix(syntax.Error(), "json: "), ""
		if strings.Contains(message, "looking for beginning of value") {
			hint = "Put double quotes around text."
		}
		if before := strings.TrimRight(text[base:at.Start], " \t\r\n"); strings.HasSuffix(before, ",") && strings.ContainsAny(text[at.Start:at.End], "]}") {
			comma := base + len(before) - 1
			at, message, hint = diag.Span{Start: comma, End: comma + 1}, "a comma after the last item", "Delete the comma."
		}
		p.errorf(diag.Syntax, at, hint, "%s", message)
	default:
		p.errorf(diag.Syntax, j.last(), "", "the JSON is not complete: %v", err)
	}
	return Node{}, false
}

// last is the place of the token that was read last.
func (j *jsonReader) last() diag.Span {
	return first(j.text, max(j.base, j.base+int(j.decoder.InputOffset())-1))
}

// token reads a token and returns its place.
func (j *jsonReader) token() (json.Token, diag.Span, error) {
	rest := j.text[j.base+int(j.decoder.InputOffset()):]
	j.start = len(j.text) - len(strings.TrimLeft(rest, " \t\r\n,:"))
	t, err := j.decoder.Token()
	return t, diag.Span{Start: j.start, End: j.base + int(j.decoder.InputOffset())}, err
}

func (j *jsonReader) value(depth int) (Node, error) {
	token, at, err := j.token()
	if err != nil {
		return Node{}, err
	}
	switch t := token.(type) {
	case json.Delim:
		if depth > j.limits.Depth {
			j.tooDeep(at)
			return Node{}, errStop
		}
		n, err := j.collection(t, depth)
		n.At = diag.Span{Start: at.Start, End: j.base + int(j.decoder.InputOffset())}
		return n, err
	case string:
		return Node{Kind: Text, Text: t, At: at}, j.surrogates(t, at)
	case json.Number:
		return Node{Kind: Number, Text: t.String(), At: at}, nil
	case bool:
		return Node{Kind: Bool, Text: j.text[at.Start:at.End], At: at}, nil
	}
	return Node{Kind: Null, Text: "null", At: at}, nil
}

// collection reads what an opening bracket or brace holds, and its end.
func (j *jsonReader) collection(open json.Delim, depth int) (Node, error) {
	n := Node{Kind: Sequence}
	if open == '{' {
		n.Kind = Mapping
	}
	for j.decoder.More() {
		var f Field
		if n.Kind == Mapping {
			token, at, err := j.token()
			if err != nil {
				return n, err
			}
			f.Key, _ = token.(string)
			f.KeyAt = at
			if err := j.surrogates(f.Key, at); err != nil {
				return n, err
			}
		}
		v, err := j.value(depth + 1)
		if err != nil {
			return n, err
		}
		if n.Kind == Sequence {
			n.Items = append(n.Items, v)
		} else {
			f.Value = v
			n.Fields = append(n.Fields, f)
		}
	}
	_, _, err := j.token()
	return n, err
}

// surrogates refuses half of a surrogate pair, which encoding/json replaces by U+FFFD.
func (j *jsonReader) surrogates(text string, at diag.Span) error {
	raw := strings.ToLower(j.text[at.Start:at.End])
	if strings.Count(text, "\ufffd") > strings.Count(raw, "\ufffd")+strings.Count(raw, `\ufffd`) {
		j.errorf(diag.Encoding, at, "Write both halves of the surrogate pair, or the character itself.", "an escape that is no character")
		return errStop
	}
	return nil
}
