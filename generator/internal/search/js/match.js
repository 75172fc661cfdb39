// Which words of the archive a word of a query stands for, and the reports
// that hold them. The same as match.go: only the files that routing names for
// a word are looked at, so that the answer does not depend on earlier questions.

import { compareText } from './compare.js'
import { oddForms, stem, stemmable } from './forms.js'
import { stopped } from './score.js'
import { correct, typos } from './spelling.js'

/** Weights of what a word stands for, in 1/32: itself, its forms, abbreviations, misspelt words. */
const weightForm = 11, weightSame = 24, weightTypo = 19, weightTypos = 14
export const weightExact = 32

/** Words of a query that may be corrected. */
const mostCorrected = 6

/** Letters of a half of a word. */
const shortest = 4

/** Files that a beginning may span before it has a list of its own. */
const widest = 2

/** @typedef {{ text: string, weight: number, file: number } & import('./lists.js').List} Member a term that a word of a query means */

/**
 * @typedef {object} Group a word of a query with what it stands for
 * @property {import('./query.js').Wanted} wanted
 * @property {Member[]} members
 * @property {Uint8Array | null} begun per document, what words that it begins say there
 * @property {number} begunDocs
 * @property {import('./spelling.js').Candidate[]} candidates when nothing was found for the word as typed
 * @property {boolean} offered they are to be asked about, since the word is English, and mean nothing yet
 */

/**
 * What the words of a query mean. Two neighbours may be one word in the archive, and a word may be two.
 * @param {import('./files.js').Files} files @param {import('./query.js').Wanted[]} words
 */
export async function lookupAll(files, words) {
  const groups = (await Promise.all(words.map(async (w) => {
    const g = await lookup(files, w)
    const halves = await split(files, g)
    return halves.length === 0 ? [g] : Promise.all(halves.map((text) => lookup(files, { ...w, text, prefix: false, compound: true })))
  }))).flat()
  const joined = await Promise.all(groups.map((b, n) => {
    const a = groups[n - 1]
    return n > 0 && joins(files, a.wanted, b.wanted) ? family(files, a.wanted.text + b.wanted.text, false, weightExact, 0) : []
  }))
  joined.forEach((members, n) => {
    for (const m of members) {
      add(groups[n - 1], m)
      add(groups[n], m)
    }
  })
  await Promise.all(groups.filter(unknown).slice(0, mostCorrected).map((g) => guess(files, g)))
  return groups
}

/** Whether two words of a query may be halves of one. @param {import('./files.js').Files} files @param {import('./query.js').Wanted} a @param {import('./query.js').Wanted} b */
function joins(files, a, b) {
  return !a.exact && !b.exact && !a.compound && !b.compound && a.end < b.start && !stopped.has(a.text) && !stopped.has(b.text)
}

/** Whether no report has the word, in any sense. @param {Group} g */
function unknown({ wanted, members, begun }) {
  return members.length === 0 && !begun && !wanted.exact && (!wanted.compound || stemmable(wanted.text))
}

/** Adds a member; of one term, the weight that is greater. @param {Group} g @param {Member} member */
function add(g, member) {
  const same = g.members.find((m) => m.text === member.text)
  if (same) same.weight = Math.max(same.weight, member.weight)
  else g.members.push({ ...member })
}

/** A word with its forms, and what it is short for. @param {import('./files.js').Files} files @param {import('./query.js').Wanted} wanted @returns {Promise<Group>} */
export async function meaning(files, wanted) {
  /** @type {Group} */
  const g = { wanted, members: [], begun: null, begunDocs: 0, candidates: [], offered: false }
  const same = wanted.exact ? [] : Object.hasOwn(files.manifest.abbreviations, wanted.text) ? files.manifest.abbreviations[wanted.text] : []
  const found = await Promise.all([
    family(files, wanted.text, !wanted.exact, weightExact, weightForm),
    ...same.map((other) => family(files, other, true, weightSame, weightForm)),
  ])
  for (const m of found.flat()) add(g, m)
  return g
}

/** The two words that one which no report has is made of; none where it is not. @param {import('./files.js').Files} files @param {Group} g */
async function split(files, g) {
  const { text } = g.wanted
  if (!unknown(g) || !stemmable(text)) return []
  /** @param {string} half */
  const known = async (half) => (await family(files, half, false, weightExact, 0)).length > 0
  for (let n = text.length - shortest; n >= shortest; n--) {
    if (await known(text.slice(0, n)) && await known(text.slice(n))) return [text.slice(0, n), text.slice(n)]
  }
  return []
}

/** What a word means, but for what it was misspelt from. @param {import('./files.js').Files} files @param {import('./query.js').Wanted} wanted @returns {Promise<Group>} */
async function lookup(files, wanted) {
  const [g] = await Promise.all([meaning(files, wanted), wanted.prefix && !wanted.exact ? fetchBegun(files, wanted.text) : null])
  if (wanted.prefix && !wanted.exact || unknown(g) && [...wanted.text].length >= 3) await begin(files, g)
  return g
}

/** Whether a word is a form of one that is frequent in English or in postmortems. @param {import('./files.js').Files} files @param {string} text */
export async function frequent(files, text) {
  const root = stem(text)
  return files.english && root[0] === text[0] && (await files.spelling([text[0]])).some(({ english }) => english.has(root))
}

/** @param {import('./files.js').Files} files @param {Group} g */
async function guess(files, g) {
  const letters = [...g.wanted.text]
  if (typos(letters) === 0) return
  g.candidates = correct(g.wanted.text, await files.spelling(letters), g.wanted.prefix)
  g.offered = await frequent(files, g.wanted.text)
  if (g.offered) return
  const found = await Promise.all(g.candidates.map((c) => {
    const weight = c.distance > 1 ? weightTypos : weightTypo
    return family(files, c.text, true, weight, Math.floor(weight * weightForm / weightExact))
  }))
  for (const member of found.flat()) add(g, member)
}

/** The file that holds a word, if any does; -1 without files. @param {import('./files.js').Routing} r @param {string} word */
function holding(r, word) {
  let lo = 0, hi = r.first.length
  while (lo < hi) {
    const m = lo + hi >> 1
    if (compareText(r.first[m], word) <= 0) lo = m + 1
    else hi = m
  }
  return lo - 1
}

/** The files from the first to before the last that may hold words with a beginning. @param {import('./files.js').Routing} r @param {string} beginning */
function spanning(r, beginning) {
  const from = Math.max(0, holding(r, beginning))
  let to = Math.min(from + 1, r.first.length)
  while (to < r.first.length && r.first[to].startsWith(beginning)) to++
  return [from, to]
}

/** The files of terms that hold a word and its forms. @param {import('./files.js').Routing} r @param {string} text @param {boolean} forms */
function familyFiles(r, text, forms) {
  const files = new Set([holding(r, text)])
  if (forms) {
    const root = stem(text)
    files.add(holding(r, root))
    const [from, to] = spanning(r, root)
    if (to - from <= 3) for (let i = from; i < to; i++) files.add(i)
    for (const other of oddForms(root)) files.add(holding(r, other))
  }
  files.delete(-1)
  return [...files].sort((a, b) => a - b)
}

/**
 * A word and, with forms, its other forms.
 * @param {import('./files.js').Files} files @param {string} text @param {boolean} forms @param {number} weight @param {number} weightOfForms
 * @returns {Promise<Member[]>}
 */
async function family(files, text, forms, weight, weightOfForms) {
  forms = forms && files.english && stemmable(text)
  const root = forms ? stem(text) : ''
  const odd = forms ? oddForms(root) : []
  const numbers = familyFiles(files.manifest.terms, text, forms)
  const lists = await Promise.all(numbers.map((n) => files.terms(n)))
  /** @type {Member[]} */
  const found = []
  lists.forEach((file, n) => {
    /** @param {number} i @param {number} w */
    function use(i, w) {
      found.push({ text: file.terms[i], weight: w, file: numbers[n], ...file.list(i) })
    }
    if (!forms) {
      const i = file.index.get(text)
      if (i !== undefined) use(i, weight)
      return
    }
    file.terms.forEach((t, i) => {
      if (t === text) use(i, weight)
      else if ((t.startsWith(root) || odd.includes(t)) && stem(t) === root) use(i, weightOfForms)
    })
  })
  return found
}

/** The files with words that a text begins; wide where they have the lists of beginnings. @param {import('./files.js').Files} files @param {string} text */
async function fetchBegun(files, text) {
  const { terms, prefixes } = files.manifest
  let [from, to] = spanning(terms, text)
  const wide = to - from > widest
  if (wide) {
    from = holding(prefixes, text)
    to = from + 1
  }
  const numbers = Array.from({ length: to - from }, (_, i) => from + i)
  return { wide, lists: await Promise.all(numbers.map((n) => wide ? files.prefixes(n) : files.terms(n))) }
}

/** Finds the reports with words that the word of g begins. @param {import('./files.js').Files} files @param {Group} g */
async function begin(files, g) {
  const text = g.wanted.text
  const { wide, lists } = await fetchBegun(files, text)
  const typed = [...text].length
  const most = new Uint8Array(files.manifest.documents)
  for (const file of lists) {
    file.terms.forEach((t, i) => {
      if (wide ? t !== text : !t.startsWith(text)) return
      const share = Math.min(16, Math.floor(16 * typed / [...t].length) + 3)
      const { docs, impacts } = file.list(i)
      docs.forEach((doc, k) => {
        const value = wide ? impacts[k] : Math.max(1, impacts[k] * share + 8 >> 4)
        if (most[doc] === 0) g.begunDocs++
        if (value > most[doc]) most[doc] = value
      })
    })
  }
  if (g.begunDocs > 0) g.begun = most
}

/** The documents in which the words of a phrase stand together. @param {import('./files.js').Files} files @param {import('./query.js').Phrase} phrase */
export async function standing(files, phrase) {
  const found = await Promise.all(phrase.texts.map((text) => family(files, text, false, weightExact, 0)))
  if (found.some((members) => members.length === 0)) return new Set()
  if (found.length === 1) return new Set(found[0][0].docs)
  const places = await Promise.all(found.map(([m]) => files.positions(m.file, m.from, m.docs.length)))
  /** @type {Map<number, Set<number>>} per document, positions where all words so far fit */
  let starts = new Map()
  found.forEach(([m], n) => {
    const next = new Map()
    m.docs.forEach((doc, k) => {
      const before = starts.get(doc)
      if (n > 0 && !before) return
      const fit = places[n][k].map((at) => at - phrase.offsets[n]).filter((at) => !before || before.has(at))
      if (fit.length > 0) next.set(doc, new Set(fit))
    })
    starts = next
  })
  return new Set(starts.keys())
}
