package frontmatter

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/urls"
)

// A Reader takes typed values out of one mapping. Each method names a key, and
// the other names it goes by; what is not as it should be becomes a diagnostic
// at its place and reads as absent, so that code which reads is a list of
// assignments:
//
//	r := frontmatter.NewReader(src, root, &list)
//	p.Title = r.RequiredText("title")
//	p.Updated = r.Time("updated", zone, "lastmod")
//	for _, tag := range r.Texts("tags") { … tag.Text, tag.At … }
//	for _, w := range r.Mappings("impact") { w.Time("start", zone) … }
//	p.Params = r.Params()
//
// A key whose value is null ("key:") is absent. Keys are distinguished by case.
// A Reader remembers which keys were asked for: the others are Unknown, and
// those asked for are what a misspelling is compared with. So ask for every
// key, whether it is there or not, before Params or RejectUnknown.
type Reader struct {
	src     *diag.Source
	mapping Node
	list    *diag.List
	known   []string
}

// NewReader reads a mapping of a source, adding what is wrong to list.
func NewReader(src *diag.Source, mapping Node, list *diag.List) *Reader {
	return &Reader{src: src, mapping: mapping, list: list}
}

// A Value is one text of a sequence, with its place.
type Value struct {
	Text string
	At   diag.Span
}

// Source is the text that the spans point into.
func (r *Reader) Source() *diag.Source { return r.src }

// Node is the mapping itself.
func (r *Reader) Node() Node { return r.mapping }

// Add adds diagnostics of the caller's own.
func (r *Reader) Add(d ...diag.Diagnostic) { r.list.Add(d...) }

// Has reports whether a key, or another name of it, has a value.
func (r *Reader) Has(key string, aliases ...string) bool {
	_, ok := r.find(key, aliases)
	return ok
}

// At is the place of a key's value; of the mapping where there is none.
func (r *Reader) At(key string, aliases ...string) diag.Span {
	if f, ok := r.find(key, aliases); ok {
		return f.Value.At
	}
	return r.mapping.At
}

// Errorf adds an error at the value of a key, or at the mapping where the key is absent.
func (r *Reader) Errorf(code diag.Code, key, hint, format string, args ...any) {
	r.Add(r.src.Errorf(code, r.At(key), hint, format, args...))
}

// Warningf adds a warning at the value of a key, or at the mapping where the key is absent.
func (r *Reader) Warningf(code diag.Code, key, hint, format string, args ...any) {
	r.Add(r.src.Warningf(code, r.At(key), hint, format, args...))
}

// Require adds a key-missing error where a key has no value, and reports whether it has one.
func (r *Reader) Require(key string, aliases ...string) bool {
	f, ok := r.find(key, aliases)
	switch {
	case ok:
	case f.Key != "":
		r.Add(r.src.Errorf(diag.ValueEmpty, f.KeyAt, fmt.Sprintf("Write %q.", key+": …"), "%s has no value", f.Key))
	default:
		r.Add(r.src.Errorf(diag.KeyMissing, r.mapping.At, fmt.Sprintf("Add %q.", key+": …"), "%s is missing", key))
	}
	return ok
}

// Text reads a scalar as it was written: 017, no and 2024-01-01 are text. It
// returns "" where the key is absent.
func (r *Reader) Text(key string, aliases ...string) string {
	f, _ := r.scalar(key, aliases)
	return f.Value.Text
}

// RequiredText is Text that must be there and hold more than white space.
func (r *Reader) RequiredText(key string, aliases ...string) string {
	if !r.Require(key, aliases...) {
		return ""
	}
	f, ok := r.scalar(key, aliases)
	if ok && strings.TrimSpace(f.Value.Text) == "" {
		r.Add(r.src.Errorf(diag.ValueEmpty, f.Value.At, fmt.Sprintf("Write %q.", key+": …"), "%s is empty", f.Key))
		return ""
	}
	return f.Value.Text
}

// Address reads an absolute http or https URL. It returns "" where the key is absent or is no such URL.
func (r *Reader) Address(key string, aliases ...string) string {
	f, _ := r.scalar(key, aliases)
	if f.Value.Text == "" {
		return ""
	}
	u, err := url.Parse(f.Value.Text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || !urls.ValidPort(u) || strings.ContainsAny(f.Value.Text, " \t\n\"<>`") {
		r.Add(r.src.Errorf(diag.LinkScheme, f.Value.At, "Write an address that begins with https:// or http://.", "%s must be a web address, not %q", f.Key, f.Value.Text))
		return ""
	}
	return f.Value.Text
}

// Bool reads true or false, unquoted, and nothing like them. It returns false
// where the key is absent.
func (r *Reader) Bool(key string, aliases ...string) bool {
	f, ok := r.field(key, aliases)
	if !ok {
		return false
	}
	if f.Value.Kind != Bool {
		r.Add(r.src.Errorf(diag.ValueType, f.Value.At, fmt.Sprintf("Write %s: true or %s: false, without quotes.", f.Key, f.Key),
			"%s must be true or false, not %s", f.Key, f.Value.describe()))
		return false
	}
	return f.Value.Text == "true"
}

// Number reads a decimal of at most three decimals, in exact thousandths:
// 99.95 is 99950. It returns false where the key is absent or is no such number.
func (r *Reader) Number(key string, aliases ...string) (thousandths int64, ok bool) {
	return r.number("a number of at most three decimals", "Write digits and a point, as in 99.9, without a unit.", 3, key, aliases)
}

// Integer reads a whole number. It returns false where the key is absent or is no such number.
func (r *Reader) Integer(key string, aliases ...string) (n int64, ok bool) {
	return r.number("a whole number", "Write digits only, as in 300.", 0, key, aliases)
}

func (r *Reader) number(what, hint string, decimals int, key string, aliases []string) (int64, bool) {
	f, ok := r.field(key, aliases)
	if !ok {
		return 0, false
	}
	if f.Value.Kind == Number {
		if n, ok := fixed(f.Value.Text, decimals); ok {
			return n, true
		}
	}
	r.Add(r.src.Errorf(diag.ValueType, f.Value.At, hint, "%s must be %s, not %s", f.Key, what, f.Value.describe()))
	return 0, false
}

// Texts reads a sequence of text. A single text is a sequence of one
// ("tags: database"). Empty items are errors and are left out.
func (r *Reader) Texts(key string, aliases ...string) []Value {
	name, items := r.items(key, aliases)
	var values []Value
	for _, item := range items {
		switch {
		case item.Kind == Mapping || item.Kind == Sequence:
			r.Add(r.src.Errorf(diag.ValueType, item.At, fmt.Sprintf("Write %s: [one, two].", name), "%s must be a list of text, not of %ss", name, item.Kind))
		case strings.TrimSpace(item.Text) == "" || item.Kind == Null:
			r.Add(r.src.Errorf(diag.ValueEmpty, item.At, "Delete it, or write what belongs there.", "%s holds an empty item", name))
		default:
			values = append(values, Value{Text: item.Text, At: item.At})
		}
	}
	return values
}

// Mapping reads a mapping. It returns nil where the key is absent or is no mapping.
func (r *Reader) Mapping(key string, aliases ...string) *Reader {
	f, ok := r.field(key, aliases)
	if !ok {
		return nil
	}
	if f.Value.Kind != Mapping {
		r.Add(r.src.Errorf(diag.ValueType, f.Value.At, fmt.Sprintf("Write keys and values, as in %s: {key: value}.", f.Key), "%s must be a mapping, not %s", f.Key, f.Value.describe()))
		return nil
	}
	return NewReader(r.src, f.Value, r.list)
}

// Mappings reads a sequence of mappings. A single mapping is a sequence of one.
func (r *Reader) Mappings(key string, aliases ...string) []*Reader {
	name, items := r.items(key, aliases)
	var readers []*Reader
	for _, item := range items {
		if item.Kind != Mapping {
			r.Add(r.src.Errorf(diag.ValueType, item.At, "Write each item as keys and values: \"- key: value\".", "%s must be a list of mappings, and this is %s", name, item.describe()))
			continue
		}
		readers = append(readers, NewReader(r.src, item, r.list))
	}
	return readers
}

// Unknown returns the fields whose keys nobody has asked for, in the order of the file.
func (r *Reader) Unknown() []Field {
	var fields []Field
	for _, f := range r.mapping.Fields {
		if !slices.Contains(r.known, f.Key) {
			fields = append(fields, f)
		}
	}
	return fields
}

// Params returns the Unknown fields. One that looks like a misspelling of a key
// that was asked for is an error with a suggestion.
func (r *Reader) Params() []Field {
	var params []Field
	for _, f := range r.Unknown() {
		if near, ok := diag.Nearest(f.Key, r.known); ok {
			r.unknown(f, near)
			continue
		}
		params = append(params, f)
	}
	return params
}

// RejectUnknown adds an error for each Unknown field.
func (r *Reader) RejectUnknown() {
	for _, f := range r.Unknown() {
		near, _ := diag.Nearest(f.Key, r.known)
		r.unknown(f, near)
	}
}

func (r *Reader) unknown(f Field, near string) {
	hint := "Known here: " + strings.Join(r.known, ", ") + "."
	if near != "" {
		hint = fmt.Sprintf("Did you mean %q?", near)
	}
	r.Add(r.src.Errorf(diag.KeyUnknown, f.KeyAt, hint, "unknown key %q", f.Key))
}

// field finds a key and says so where two of its names are used at once.
func (r *Reader) field(key string, aliases []string) (Field, bool) {
	found, ok := r.find(key, aliases)
	for _, name := range aliases {
		if f, here := r.mapping.Get(name); here && name != found.Key {
			r.Add(r.src.Errorf(diag.DuplicateKey, f.KeyAt, fmt.Sprintf("Keep %q.", key), "%s and %s mean the same", found.Key, name))
		}
	}
	return found, ok
}

// find looks a key up and takes note that it is known. It returns false for null.
func (r *Reader) find(key string, aliases []string) (found Field, ok bool) {
	for i := -1; i < len(aliases); i++ {
		name := key
		if i >= 0 {
			name = aliases[i]
		}
		if !slices.Contains(r.known, name) {
			r.known = append(r.known, name)
		}
		if f, here := r.mapping.Get(name); here && found.Key == "" {
			found, ok = f, f.Value.Kind != Null
		}
	}
	return found, ok
}

// scalar is field for a key that takes one value. The field is the zero one where it
// returns false; for a sequence or a mapping it adds an error.
func (r *Reader) scalar(key string, aliases []string) (Field, bool) {
	f, ok := r.field(key, aliases)
	if !ok {
		return Field{}, false
	}
	if f.Value.Kind == Sequence || f.Value.Kind == Mapping {
		r.Add(r.src.Errorf(diag.ValueType, f.Value.At, "Write one value; put quotes around text that begins with [ or {.",
			"%s must be one value, not %s", f.Key, f.Value.describe()))
		return Field{}, false
	}
	return f, true
}

// items is field for a key that takes a sequence, of which a single value is one.
func (r *Reader) items(key string, aliases []string) (name string, items []Node) {
	f, ok := r.field(key, aliases)
	switch {
	case !ok:
		return "", nil
	case f.Value.Kind == Sequence:
		return f.Key, f.Value.Items
	}
	return f.Key, []Node{f.Value}
}

// describe names a value for a message.
func (n Node) describe() string {
	switch n.Kind {
	case Null:
		return "nothing"
	case Sequence, Mapping:
		return "a " + n.Kind.String()
	}
	return fmt.Sprintf("%q", n.Text)
}

// String names a kind as messages do.
func (k Kind) String() string {
	return [...]string{"null", "text", "number", "boolean", "list", "mapping"}[k]
}

// fixed reads a decimal as an exact integer of its smallest unit. Underscores
// between digits are TOML's.
func fixed(text string, decimals int) (int64, bool) {
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(text, "_", ""), ".")
	fraction = strings.TrimRight(fraction, "0")
	// 017 is 15 to some programs, so it is no number here.
	if digits := strings.TrimLeft(whole, "+-"); len(fraction) > decimals || len(digits) > 1 && digits[0] == '0' {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	return n, err == nil
}
