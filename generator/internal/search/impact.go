package search

// How much a word says in a report: BM25F (Robertson, Zaragoza and Taylor,
// CIKM 2004). The occurrences in all fields are weighted and added before they
// saturate; scores per field, added up, rank worse. All arithmetic is on
// integers, so that every machine writes the same index.

type field struct {
	weight int // of an occurrence, in 1/256
	b      int // how much a long field dilutes an occurrence, in 1/256
}

const (
	fieldTitle = iota
	fieldFacets
	fieldSummary
	fieldHeading
	fieldText
	fieldCode
	fieldCount
)

// fields have the weights that have been found for known-item search of
// incident reports; the title counts most, and more than five-fold gains nothing.
var fields = [fieldCount]field{
	fieldTitle:   {5 * 256, 77},
	fieldFacets:  {4 * 256, 26},
	fieldSummary: {640, 102},
	fieldHeading: {384, 128},
	fieldText:    {256, 192},
	fieldCode:    {180, 192},
}

const (
	saturation = 307 // k1 = 1.2 in 1/256
	maxImpact  = 15
)

// lengths are the bytes of a report's fields.
type lengths [fieldCount]int

// fieldTexts calls use for every stretch of text of a document, in the order
// in which positions are counted.
func (d *Document) fieldTexts(use func(field int, text string)) {
	use(fieldTitle, d.Title)
	for _, s := range d.Services {
		use(fieldFacets, s.ID)
		if s.Name != s.ID {
			use(fieldFacets, s.Name)
		}
	}
	use(fieldFacets, d.Organization)
	for _, s := range d.Causes {
		use(fieldFacets, s)
	}
	for _, s := range d.Tags {
		use(fieldFacets, s)
	}
	use(fieldSummary, d.Summary)
	for _, s := range d.Sections {
		use(fieldHeading, s.Heading)
		use(fieldText, s.Text)
		use(fieldCode, s.Code)
	}
}

func (d *Document) lengths() (n lengths) {
	d.fieldTexts(func(field int, text string) { n[field] += len(text) })
	return n
}

// averages of the fields, to two digits, so that one more report does not
// change every file of the index.
func averages(segments []*Segment) (mean lengths) {
	docs := 0
	for _, s := range segments {
		docs += len(s.documents)
		for i := range s.documents {
			for f, n := range s.documents[i].lengths {
				mean[f] += n
			}
		}
	}
	for f := range mean {
		mean[f] = twoDigits(mean[f] / max(1, docs))
	}
	return mean
}

func twoDigits(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return max(1, (n+unit/2)/unit*unit)
}

// worth is what one occurrence in each field of a report counts, in 1/256.
func (n lengths) worth(mean lengths) (worth [fieldCount]int32) {
	for f, w := range fields {
		worth[f] = int32(w.weight * 256 / (256 - w.b + w.b*n[f]/mean[f]))
	}
	return worth
}

// impact is the saturated sum of occurrences, from 1 to maxImpact.
func impact(occurrences int) uint8 {
	return uint8(min(maxImpact, max(1, (16*occurrences+(occurrences+saturation)/2)/(occurrences+saturation))))
}
