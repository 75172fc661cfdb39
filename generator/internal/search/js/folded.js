// Folding: lower case, without accents, wide and joined letters spelt out, one
// code point at a time. The same as folded.go.

export const SEPARATOR = 0, LETTER = 1, DIGIT = 2, IDEOGRAPH = 3, CONNECTOR = 4, APOSTROPHE = 5, TRANSPARENT = 6

const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]$/u
const written = /^[\p{L}\p{N}\p{M}]$/u
const transparent = /^[\p{Mn}\p{Me}\p{Cf}]$/u
const letter = /^[\p{L}\p{Mc}]$/u
const numeral = /^\p{N}$/u

/** What a character is to the tokeniser. @param {string} c @returns {number} */
export function classOf(c) {
  const code = c.codePointAt(0) ?? 0
  if (code < 0x80) {
    if (code >= 97 && code <= 122 || code >= 65 && code <= 90) return LETTER
    if (code >= 48 && code <= 57) return DIGIT
    if (c === '-' || c === '_' || c === '.') return CONNECTOR
    return c === "'" ? APOSTROPHE : SEPARATOR
  }
  if (c === 'ー' || unspaced.test(c) && written.test(c)) return IDEOGRAPH
  if (transparent.test(c)) return TRANSPARENT
  if (letter.test(c)) return LETTER
  if (numeral.test(c)) return DIGIT
  if (c === '\u2010' || c === '\u2011') return CONNECTOR
  return c === '\u2019' || c === '\u02bc' ? APOSTROPHE : SEPARATOR
}

/** Letters that no normal form takes apart, and signs that say nothing. @type {Map<string, string>} */
const spelled = new Map([
  ['ß', 'ss'], ['æ', 'ae'], ['œ', 'oe'], ['ø', 'o'], ['đ', 'd'], ['ð', 'd'], ['þ', 'th'], ['ł', 'l'], ['ı', 'i'], ['ς', 'σ'],
  ['\u2122', ''], ['\u2120', ''], ['\u2019', '\u2019'], ['\u2011', '\u2011'],
])

/** The folded spelling of a code point above ASCII. @param {string} c @returns {string} */
export function foldCharacter(c) {
  const known = spelled.get(lowered(c))
  if (known !== undefined) return known
  if (classOf(c) === IDEOGRAPH) return c.normalize('NFKC')
  let out = ''
  for (let d of c.normalize('NFKD')) {
    if (classOf(d) === TRANSPARENT) continue
    d = lowered(d)
    out += spelled.get(d) ?? d
  }
  return out
}

/** Lower case of one code point, which stays one. @param {string} c */
function lowered(c) {
  const small = c.toLowerCase()
  return [...small].length === 1 ? small : c
}
