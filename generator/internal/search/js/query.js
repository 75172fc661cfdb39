// Reading what was typed: words, "phrases", -exclusions and filters. The same
// as query.go.

import { LAST, PAIR, PIECE, WHOLE, WORD, tokenize } from './tokens.js'

/** Different words of a query that count, of a phrase, and phrases and excluded things of each kind. */
const mostWords = 32

/**
 * @typedef {object} Wanted a word of a query
 * @property {string} text
 * @property {boolean} exact of a phrase: no other forms
 * @property {boolean} prefix its end may be missing
 * @property {boolean} compound or part of one
 * @property {number} start in the text
 * @property {number} end
 */

/** @typedef {{ texts: string[], offsets: number[] }} Phrase words that must stand together */

/**
 * @typedef {object} Parsed a query as understood
 * @property {string} text
 * @property {Wanted[]} words
 * @property {Phrase[]} phrases
 * @property {Phrase[]} without
 * @property {Conditions} filters that must hold
 * @property {Conditions[]} barred of which none may hold
 * @property {boolean} nonsense something was typed, but no word and no filter
 */

/**
 * @typedef {object} Conditions what filters ask of a report
 * @property {string[][]} chosen per facet
 * @property {number[]} years
 * @property {number} after first day that counts
 * @property {number} before first day that counts no more, 0 for none
 * @property {number} longer seconds that must be exceeded, -1 for any
 * @property {number} shorter seconds that must not be reached, -1 for any
 */

/** @param {string[]} facets @returns {Conditions} */
function anything(facets) {
  return { chosen: facets.map(() => []), years: [], after: 0, before: 0, longer: -1, shorter: -1 }
}

/** @typedef {{ without: boolean, key: string, value: string, quoted: boolean, start: number }} Item */

/** An item: -, the key of a filter, a value in quotes or without. @param {string[]} facets whose names are letters, digits, - and _ */
function patternOf(facets) {
  const keys = ['organisation', 'org', 'year', 'after', 'before', 'longer', 'shorter', ...facets].join('|')
  return new RegExp(`(-?)(?:(${keys}):)?` + /(?:"([^"]*)"?|([^"\0-\x20\xA0\u2000-\u200A\u2028\u2029\u3000]*))/.source, 'gi')
}

/** Cuts a query at its spaces, but for those in quotes. @param {string} text @param {string[]} facets @returns {Item[]} */
function itemsOf(text, facets) {
  const pattern = patternOf(facets)
  return [...text.matchAll(pattern)].filter(([all]) => all !== '').map(({ 1: minus, 2: key = '', 3: quoted, 4: plain, index }) => {
    const value = quoted ?? plain
    const start = index + minus.length + (key === '' ? 0 : key.length + 1) + (quoted === undefined ? 0 : 1)
    return { without: minus !== '', key: key.toLowerCase(), value, quoted: quoted !== undefined, start }
  })
}

/** @param {string} typed @param {string[]} facets what reports can be filtered by, in the order of the files @returns {Parsed} */
export function parse(typed, facets) {
  const text = typed.normalize('NFC').replace(/[“”„«»]/g, '"')
  /** @type {Parsed} */
  const p = { text, words: [], phrases: [], without: [], filters: anything(facets), barred: [], nonsense: false }
  /** @type {Map<string, Wanted>} */
  const known = new Map()
  /** @param {Wanted} w */
  function add(w) {
    const same = known.get(w.text)
    if (same) {
      same.prefix = same.prefix || w.prefix
      same.exact = same.exact && w.exact
    } else if (p.words.length < mostWords) {
      known.set(w.text, w)
      p.words.push(w)
    }
  }
  const items = itemsOf(text, facets)
  const tokens = items.map((item) => tokenize(item.value))
  let lastBare = -1
  items.forEach((item, i) => {
    if (!item.key && !item.quoted && !item.without && tokens[i].length > 0) lastBare = i
  })
  let understood = 0
  items.forEach((item, i) => {
    const found = tokens[i]
    if (item.key) {
      const barred = anything(facets)
      addFilter(facets, item.without ? barred : p.filters, item.key, item.value)
      if (item.without && p.barred.length < mostWords) p.barred.push(barred)
      understood++
    } else if (found.length > 0 && item.without) {
      understood++
      addPhrase(p.without, item.quoted ? phraseOf(found) : wordOf(found))
    } else if (found.length > 0 && item.quoted) {
      addPhrase(p.phrases, phraseOf(found))
      for (const k of found) {
        if (k.kind === WORD || k.kind === PAIR) {
          add({ text: k.text, exact: true, prefix: false, compound: false, start: item.start + k.start, end: item.start + k.end })
        }
      }
    } else if (found.length > 0) {
      const end = Math.max(...found.map((k) => k.end))
      for (const k of found) {
        if (k.kind === LAST) continue
        add({
          text: k.text, exact: false, compound: k.kind === WHOLE || k.joined, start: item.start + k.start, end: item.start + k.end,
          prefix: i === lastBare && k.end === end && k.kind !== PIECE || k.kind === PAIR && [...k.text].length === 1,
        })
      }
    }
  })
  p.nonsense = understood === 0 && p.words.length === 0 && items.length > 0
  return p
}

/** A query without phrases and filters, which were perhaps not meant as such in a text that was pasted. @param {string} text */
export function plainText(text) {
  return text.replace(/[“”„«»":]/g, ' ')
}

/** Adds a phrase that is not there yet. @param {Phrase[]} list @param {Phrase} phrase */
function addPhrase(list, phrase) {
  const text = JSON.stringify(phrase)
  if (list.length < mostWords && !list.some((known) => JSON.stringify(known) === text)) list.push(phrase)
}

/** @param {import('./tokens.js').Token[]} tokens @returns {Phrase} */
function phraseOf(tokens) {
  const words = tokens.filter((k) => k.kind === WORD || k.kind === PAIR).slice(0, mostWords)
  return { texts: words.map((k) => k.text), offsets: words.map((k) => k.position - words[0].position) }
}

/** What -word excludes: the compound if it is one. @param {import('./tokens.js').Token[]} tokens @returns {Phrase} */
function wordOf(tokens) {
  const compound = tokens.find((k) => k.kind === WHOLE)
  return compound ? { texts: [compound.text], offsets: [0] } : phraseOf(tokens)
}

/** @param {string[]} facets @param {Conditions} c @param {string} key @param {string} value */
function addFilter(facets, c, key, value) {
  if (key === 'year') c.years.push(yearOf(value))
  else if (key === 'after') c.after = Math.max(c.after, firstDay(value, 2 ** 30))
  else if (key === 'before') {
    const day = firstDay(value, 1)
    if (c.before === 0 || day < c.before) c.before = day
  } else if (key === 'longer') c.longer = Math.max(c.longer, secondsOf(value, 2 ** 40))
  else if (key === 'shorter') {
    const seconds = secondsOf(value, 0)
    if (c.shorter < 0 || seconds < c.shorter) c.shorter = seconds
  } else c.chosen[facets.indexOf(key === 'org' || key === 'organisation' ? 'organization' : key)]?.push(value)
}

/** A number of up to nine digits; -1 for anything else. @param {string} s */
export function numberOf(s) {
  return /^[0-9]{1,9}$/.test(s) ? Number(s) : -1
}

/** The year of reports of which none is known. */
export const undated = 'undated'

/** A year, which is 0 for undated; -1 for anything else. @param {string} s */
export function yearOf(s) {
  return s.toLowerCase() === undated ? 0 : numberOf(s) || -1
}

const secondsPerDay = 86400
const dayOfUnixEpoch = 719163 // days count from 1 for 0001-01-01

/** @param {number} date of a card: the day, and as the lowest two bits how exact it is @returns {string} yyyy-mm-dd, yyyy-mm, yyyy, or nothing for 0 */
export function dateString(date) {
  return date === 0 ? '' : new Date(((date >> 2) - dayOfUnixEpoch) * secondsPerDay * 1000).toISOString().slice(0, 3 * (date & 3) + 1)
}

/** First day of yyyy, yyyy-mm or yyyy-mm-dd. @param {string} s @param {number} otherwise for anything else */
function firstDay(s, otherwise) {
  const date = s + (s.length === 4 ? '-01-01' : s.length === 7 ? '-01' : '')
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(date) && date > '0001' ? Date.parse(date + 'T00:00:00Z') : NaN
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(date)) return otherwise
  return time / 1000 / secondsPerDay + dayOfUnixEpoch
}

/** @type {Record<string, number>} */
const units = { s: 1, m: 60, min: 60, h: 3600, d: secondsPerDay, w: 7 * secondsPerDay }

/** Seconds of 90s, 15m, 15min, 2h, 1h30m, 3d; a number alone is minutes. @param {string} s @param {number} otherwise */
function secondsOf(s, otherwise) {
  s = s.toLowerCase()
  if (numberOf(s) >= 0) return numberOf(s) * 60
  if (!/^([0-9]{1,9}(min|[smhdw]))+$/.test(s)) return otherwise
  let total = 0
  for (const [, digits, unit] of s.matchAll(/([0-9]+)([a-z]+)/g)) total += Number(digits) * units[unit]
  return total || otherwise
}
