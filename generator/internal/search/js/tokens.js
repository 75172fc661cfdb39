// The tokeniser. The same as tokens.go; testdata/tokens.json holds both to it.

import { APOSTROPHE, CONNECTOR, DIGIT, IDEOGRAPH, LETTER, SEPARATOR, TRANSPARENT, classOf, foldCharacter } from './folded.js'

/** Kinds of tokens. */
export const WORD = 0, PIECE = 1, WHOLE = 2, PAIR = 3, LAST = 4

/** Characters of the longest token. */
export const LONGEST = 48

/**
 * @typedef {object} Token
 * @property {number} kind
 * @property {string} text folded
 * @property {number} position of its first word, counted from 0
 * @property {number} start in the text
 * @property {number} end in the text
 * @property {boolean} joined part of a compound
 */

/**
 * @typedef {object} Segment a word that may turn out to be part of a compound
 * @property {string[]} characters folded
 * @property {string} shape a letter per character: a small, A capital, 0 digit, x beyond ASCII
 * @property {number[]} starts in the text, of every character
 * @property {number} position
 * @property {number} start
 * @property {number} end
 */

/** The tokens of a text in normal form C. @param {string} text @returns {Token[]} */
export function tokenize(text) {
  /** @type {Token[]} */
  const out = []
  /** @type {Segment[]} */
  let compound = []
  let position = 0
  let open = false // the last word may still grow
  let pending = false // a connector stands behind it
  let pairs = false // it is of a script without spaces

  /** @param {string} c @param {string} shape @param {boolean} ofPairs @param {number} start @param {number} end */
  function add(c, shape, ofPairs, start, end) {
    if (open && pairs !== ofPairs || pending && ofPairs) separate(SEPARATOR)
    if (!open) {
      open = true
      pending = false
      pairs = ofPairs
      compound.push({ characters: [], shape: '', starts: [], position, start, end })
    }
    const segment = compound[compound.length - 1]
    segment.characters.push(c)
    segment.shape += shape
    segment.starts.push(start)
    segment.end = end
  }

  /** Ends the open word, and the compound unless a connector may carry it on. @param {number} kind */
  function separate(kind) {
    const ended = open
    if (ended) {
      open = false
      position += pairs ? compound[0].characters.length : 1
    }
    pending = ended && kind === CONNECTOR && !pairs
    if (!pending) flush()
  }

  function flush() {
    if (compound.length > 0) {
      if (pairs) flushPairs(compound[0], out)
      else flushWords(compound, out)
      compound = []
    }
    pairs = false
  }

  for (let i = 0; i < text.length;) {
    const code = text.charCodeAt(i)
    const c = code < 0x80 ? text[i] : String.fromCodePoint(text.codePointAt(i) ?? 0)
    const end = i + c.length
    const kind = classOf(c)
    if (kind === APOSTROPHE) {
      const next = nextClass(text, end)
      if (!open || next !== LETTER) {
        separate(SEPARATOR)
      } else if (text[end] === 's' || text[end] === 'S') {
        const after = nextClass(text, end + 1)
        if (after !== LETTER && after !== DIGIT && after !== TRANSPARENT) i++ // the s of a possession
      }
    } else if (code < 0x80) {
      if (kind === LETTER) add(c.toLowerCase(), code < 97 ? 'A' : 'a', false, i, end)
      else if (kind === DIGIT) add(c, '0', false, i, end)
      else separate(kind)
    } else if (kind !== TRANSPARENT) {
      for (const f of foldCharacter(c)) {
        const k = classOf(f)
        if (k === LETTER || k === DIGIT || k === IDEOGRAPH) add(f, 'x', k === IDEOGRAPH, i, end)
        else if (k !== TRANSPARENT) separate(k)
      }
    }
    i += c.length
  }
  separate(SEPARATOR)
  return out
}

/** @param {string} text @param {number} i */
function nextClass(text, i) {
  return i < text.length ? classOf(String.fromCodePoint(text.codePointAt(i) ?? 0)) : SEPARATOR
}

/** The words of a compound, their pieces, and the compound. @param {Segment[]} compound @param {Token[]} out */
function flushWords(compound, out) {
  const joined = compound.length > 1
  const first = compound[0]
  let total = 0
  for (const s of compound) {
    total += s.characters.length
    if (s.characters.length > LONGEST || joined && s.characters.length < 2) continue
    out.push({ kind: WORD, text: s.characters.join(''), position: s.position, start: s.start, end: s.end, joined })
    flushPieces(s, out)
  }
  if (joined && total <= LONGEST) {
    const text = compound.map((s) => s.characters.join('')).join('')
    out.push({ kind: WHOLE, text, position: first.position, start: first.start, end: compound[compound.length - 1].end, joined: false })
  }
}

/** The pieces of a word that are longer than a character. @param {Segment} s @param {Token[]} out */
function flushPieces(s, out) {
  const shape = s.shape
  if (shape.includes('x')) return
  let turns = 0, turn = 0, from = 0
  /** @param {number} to */
  function cut(to) {
    if (to - from > 1) {
      out.push({ kind: PIECE, text: s.characters.slice(from, to).join(''), position: s.position, start: s.start, end: s.end, joined: true })
    }
    from = to
  }
  for (let i = 1; i < shape.length; i++) {
    if ((shape[i - 1] === '0') !== (shape[i] === '0')) {
      turns++
      turn = i
    }
    if (shape[i] === 'A' && (shape[i - 1] === 'a' || shape[i - 1] === 'A' && shape[i + 1] === 'a' && shape[i + 2] === 'a')) cut(i)
  }
  if (from === 0 && turns === 1) cut(turn)
  if (from > 0) cut(shape.length)
}

/** The neighbours of a run in a script without spaces. @param {Segment} s @param {Token[]} out */
function flushPairs(s, out) {
  const n = s.characters.length
  for (let i = 0; i < n; i++) {
    // One sign may be spelt out as several characters, which share a place.
    let next = i + 2
    while (next < n && s.starts[next] <= s.starts[i + 1]) next++
    out.push({
      kind: i === n - 1 && n > 1 ? LAST : PAIR, text: s.characters.slice(i, i + 2).join(''),
      position: s.position + i, start: s.starts[i], end: next < n ? s.starts[next] : s.end, joined: false,
    })
  }
}
