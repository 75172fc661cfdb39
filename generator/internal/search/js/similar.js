// Reports like a long text: an alert, log lines, a stack trace, a draft. Nothing in it is syntax and
// nothing is corrected; what counts are clues, the words by which one incident can be told from
// another. The same as clues.go and similar.go.

import { excerptOf } from './excerpt.js'
import { stem } from './forms.js'
import { frequent, lookupAll, meaning, weightExact } from './match.js'
import { parse, plainText } from './query.js'
import { bestOf, maxImpact, rarities, rarity, telling } from './score.js'
import { LAST, PAIR, PIECE, WHOLE, WORD, tokenize } from './tokens.js'

/** Different clues of a text that count: it bounds what is fetched. */
const mostClues = 96

/** Weights of clues, in 1/32: E11000, lease, the parts of eu-west-1, status. */
const clueIdentifier = 48, clueWord = 32, cluePart = 20, clueFrequent = 16

/** @typedef {{ text: string, weight: number, start: number, end: number }} Clue */

/** Whether a text in normal form C is more than a query: over twelve words, or over one line. @param {string} text */
export function isLong(text) {
  return /\n/.test(text.trim()) || tokenize(text.slice(0, 4096)).filter((k) => k.kind === WORD || k.kind === PAIR).length > 12
}

/** Words of logs, traces and prose that say nothing of what has happened. */
const idle = new Set((
  'above again against ago also am another around before being below both cannot com debug during each either else error errors ' +
  'etc even ever every false fatal few file first func get go got he her here him his http https info its itself ' +
  'just lang last level like line log main many may message might more most msg much must net new no nor now null off once only ' +
  'org other out over own per pm said same see seen she should since so still such sun take than then these those through ' +
  'thus time timestamp too trace true until up us use used using utc very via warn warning well were while will within without ' +
  'www yes yet two three four five six seven eight nine ten hour hours minute minutes second seconds day days went took came kept ' +
  'put became become'
).split(' '))

/** Whether a word differs between two firings of one alert. @param {string} word */
function masked(word) {
  if (!/[0-9]/.test(word)) return false
  if (/^[0-9]+$/.test(word)) return !/^[45]..$/.test(word)
  if (/^[0-9]/.test(word)) return !word.endsWith('xx')
  const runs = word.match(/[0-9]+|[^0-9]+/g) ?? []
  return runs.length > 4 || /^[0-9a-f]{7,}$/.test(word)
}

/** The clues of a text in normal form C. @param {import('./files.js').Files} files @param {string} text @returns {Promise<Clue[]>} */
async function cluesOf(files, text) {
  /** @type {Map<string, Clue>} */
  const found = new Map()
  const tokens = tokenize(text)
  /** @type {Set<string>} */
  const common = new Set()
  await Promise.all([...new Set(tokens.map((k) => k.text))].map(async (t) => await frequent(files, t) && common.add(t)))
  let end = 0 // of the last word that was masked; its pieces are, too
  tokens.forEach((k, n) => {
    if (k.kind === WORD && masked(k.text)) end = k.end
    if (k.kind === LAST || k.kind === PIECE && k.end === end || new TextEncoder().encode(k.text).length < 2 || masked(k.text)) return
    if (files.english && (!telling(files, k.text) || idle.has(k.text))) return
    const weight = k.kind === PIECE || k.joined ? cluePart : k.kind === WHOLE || tokens[n + 1]?.kind === PIECE ? clueIdentifier
      : common.has(k.text) ? clueFrequent : clueWord
    const same = files.english ? stem(k.text) : k.text
    const known = found.get(same)
    if (known) known.weight = Math.max(known.weight, weight)
    else found.set(same, { text: k.text, weight, start: k.start, end: k.end })
  })
  const all = [...found.values()]
  const named = all.filter((c) => c.weight === clueIdentifier)
  return [...named, ...all.filter((c) => c.weight !== clueIdentifier)].slice(0, mostClues)
}

/**
 * @typedef {object} Weighing
 * @property {Clue[]} clues
 * @property {import('./match.js').Group[]} groups
 * @property {number[]} rarity
 * @property {number} total
 * @property {boolean} short
 */

/** @param {import('./files.js').Files} files @param {string} text in normal form C @returns {Promise<Weighing>} */
async function weigh(files, text) {
  const total = Math.max(fewReports, files.manifest.documents)
  const short = !isLong(text)
  /** @type {Clue[]} */
  let clues
  /** @type {import('./match.js').Group[]} */
  let groups
  if (short) {
    groups = (await lookupAll(files, parse(plainText(text), files.facets).words)).filter((g) => telling(files, g.wanted.text))
    clues = groups.map(({ wanted: { text, start, end } }) => ({ text, weight: clueWord, start, end }))
  } else {
    clues = await cluesOf(files, text)
    const common = Math.max(2, Math.floor(files.manifest.documents / 4))
    groups = await Promise.all(clues.map(async ({ text, start, end }) => {
      const g = await meaning(files, { text, exact: false, prefix: false, compound: false, start, end })
      g.members = g.members.filter((m) => m.docs.length <= common)
      return g
    }))
  }
  const rare = groups.map((g) => {
    const [own, begun] = rarities(total, g)
    return Math.max(g.members.length > 0 ? own : 0, g.begun ? begun : 0)
  })
  const all = rare.reduce((sum, n) => sum + (short && n === 0 ? rarity(total, 1) : n), 0)
  return { clues, groups, rarity: rare, total: all, short }
}

/** @typedef {{ doc: number, score: number, rarity: number, clues: number[] }} Likeness */

/** The score, scaled by the square root of what a report has of all clues. @param {Likeness} l */
function rank({ score, rarity }) {
  return score * Math.floor(Math.sqrt(rarity * 1024))
}

/** What every report has of the clues, the best first. @param {import('./files.js').Files} files @param {Weighing} w @returns {Likeness[]} */
function likenesses(files, w) {
  /** @type {Map<number, Likeness>} */
  const all = new Map()
  w.groups.forEach((g, n) => {
    bestOf(files, g, 1, 1).forEach((said, doc) => {
      if (said === 0) return
      const l = all.get(doc) ?? { doc, score: 0, rarity: 0, clues: [] }
      all.set(doc, l)
      l.score += Math.floor(w.rarity[n] * said * w.clues[n].weight / clueWord)
      l.rarity += w.rarity[n]
      l.clues.push(n)
    })
  })
  return [...all.values()].filter((l) => l.score > 0).sort((a, b) => rank(b) - rank(a) || b.doc - a.doc)
}

/** The threshold. */
const leastScore = 1.2, leastShare = 0.2, sureScore = 4, fewReports = 32

/** Whether a report is like the text. @param {import('./files.js').Files} files @param {Weighing} w @param {Likeness} l */
function alike(files, w, l) {
  if (w.short) return 2 * l.rarity >= w.total
  if (files.manifest.documents < fewReports && l.clues.every((n) => w.clues[n].weight === clueFrequent)) return false
  const score = l.score / (rarity(Math.max(fewReports, files.manifest.documents), 1) * maxImpact * weightExact)
  return l.clues.length > 1 && score >= leastScore && (score >= sureScore || l.rarity >= leastShare * w.total)
}

/** Identifiers, and words, of a reason. */
const mostReasons = 6

/**
 * @typedef {object} Reasons what a report shares with the text
 * @property {string[]} identifiers
 * @property {string[]} words
 * @property {import('./match.js').Group[]} groups
 */

/** @param {string} text @param {Weighing} w @param {Likeness} l @param {boolean} few reports @returns {Reasons} */
function reasonsOf(text, w, l, few) {
  /** @type {Reasons} */
  const r = { identifiers: [], words: [], groups: [] }
  const order = [...l.clues].sort((a, b) => w.rarity[b] * w.clues[b].weight - w.rarity[a] * w.clues[a].weight)
  for (const n of order) {
    const c = w.clues[n]
    const list = c.weight === clueIdentifier ? r.identifiers : r.words
    if (list.length >= mostReasons || r.groups.some(({ wanted }) => wanted.start <= c.start && c.end <= wanted.end)) continue
    if (few && c.weight === clueFrequent && r.groups.length > 0) continue
    list.push(c.weight === cluePart ? c.text : text.slice(c.start, c.end))
    r.groups.push(w.groups[n])
  }
  return r
}

/**
 * Reports like a text, the best first, or the best guess where none is.
 * @param {import('./files.js').Files} files @param {string} typed @param {(doc: number) => boolean} passes @param {number} limit
 * @returns {Promise<{ alike: boolean, found: (Likeness & Reasons)[] }>}
 */
export async function similarTo(files, typed, passes, limit) {
  const text = typed.normalize('NFC')
  const w = await weigh(files, text)
  const near = likenesses(files, w).filter((l) => passes(l.doc))
  const end = near.findIndex((l) => !alike(files, w, l))
  const like = near.slice(0, end < 0 ? limit : Math.min(end, limit))
  const shown = like.length > 0 ? like : near.slice(0, 1)
  return { alike: like.length > 0, found: shown.map((l) => ({ ...l, ...reasonsOf(text, w, l, files.manifest.documents < fewReports) })) }
}

/** The sentence of a text that has most of some words, in pieces: the odd ones were found. @param {import('./match.js').Group[]} groups @param {boolean} english @param {string} text in normal form C */
export function sentenceOf(groups, english, text) {
  let best = [''], most = -1
  for (const sentence of text.split(/(?<=[.!?]) +|\n/)) {
    const pieces = excerptOf(groups, english, sentence.trim())
    if (pieces.length > most && pieces.join('') !== '') {
      best = pieces
      most = pieces.length
    }
  }
  return best
}
