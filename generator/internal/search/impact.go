package search

// How much a word says in a report: BM25F (Robertson, Zaragoza and Taylor,
// CIKM 2004). The occurrences in all fields are weighted and added before they
// saturate; scores per field, added up, rank worse. All arithmetic is on
// integers, so that every machine writes the same index.

type field struct {
	weight int // of an occurrence, in 1/256
	b      int // how much a long field dilutes an occurrence, in 1/256
}

// fields have the weights that were found for known-item search of incident
// reports; the title counts most, and more than five-fold gains nothing.
var fields = [fieldCount]field{
	fieldTitle:   {5 * 256, 77},
	fieldFacets:  {4 * 256, 26},
	fieldSummary: {640, 102},
	fieldHeading: {384, 128},
	fieldText:    {256, 128},
	fieldCode:    {180, 128},
}

const (
	saturation = 307 // k1 = 1.2 in 1/256
	maxImpact  = 15
)

// lengths are the bytes of a report's fields.
type lengths [fieldCount]int

// averages of the fields, to two digits, so that one more report does not
// change every file of the index.
func averages(docs []document) (mean lengths) {
	for i := range docs {
		for f, n := range docs[i].lengths {
			mean[f] += n
		}
	}
	for f := range mean {
		mean[f] = twoDigits(mean[f] / max(1, len(docs)))
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
func (n lengths) worth(mean lengths) (worth [fieldCount]int) {
	for f, w := range fields {
		worth[f] = w.weight * 256 / (256 - w.b + w.b*n[f]/mean[f])
	}
	return worth
}

// impact is the saturated sum of occurrences, from 1 to maxImpact.
func impact(occurrences int) uint8 {
	return uint8(min(maxImpact, max(1, (16*occurrences+(occurrences+saturation)/2)/(occurrences+saturation))))
}
