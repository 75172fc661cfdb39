// Filtering and counting. The same as filter.go.

import { compareText } from './compare.js'
import { undated, yearOf } from './query.js'
import { LAST, PAIR, WORD, tokenize } from './tokens.js'

/** What a document missed, where it missed just one thing: the number of a facet, or one of these. */
export const nothing = -1, theYear = -2, more = -3

/** @typedef {{ [facet: string]: any }} Filters lists of values by the names of facets, and year */

/** @param {string} s */
function foldValue(s) {
  return tokenize(s.normalize('NFC')).filter((k) => k.kind === WORD || k.kind === PAIR || k.kind === LAST).map((k) => k.text).join(' ')
}

/** Whether a query filters by what stands in the columns. @param {import('./files.js').Files} files @param {import('./query.js').Parsed} p @param {Filters} options */
export function needsColumns(files, p, options) {
  return ['year', ...files.facets].map((name) => options[name]).some((wanted) => wanted && wanted.length > 0) ||
    [p.filters, ...p.barred].some((c) => c.years.length > 0 || c.after > 0 || c.before > 0 || c.chosen.some((typed) => typed.length > 0))
}

/**
 * Returns a function from a document to what it misses of the filters.
 * @param {import('./files.js').Files} files @param {import('./query.js').Conditions} c @param {Filters} options
 * @param {import('./files.js').Columns | null} columns null where they are not needed
 */
export async function filterOf(files, c, options, columns) {
  const years = [...c.years, ...(options.year ?? []).map(yearOf)]
  const chosen = files.facets.map((name, facet) => {
    const wanted = options[name] ?? []
    const typed = c.chosen[facet]
    if (wanted.length + typed.length === 0) return null
    const folded = new Set(typed.map(foldValue).filter((s) => s !== ''))
    const numbers = new Set()
    files.manifest.facets[facet].forEach(([id, shown], n) => {
      if (wanted.includes(id) || typed.includes(id) || folded.has(foldValue(id)) || folded.has(foldValue(shown))) numbers.add(n)
    })
    return numbers
  })
  const seconds = c.longer >= 0 || c.shorter >= 0 ? await files.lengths() : []
  /** @param {number} doc */
  return (doc) => {
    let missed = nothing
    /** @param {number} what */
    const miss = (what) => missed = missed === nothing ? what : more
    chosen.forEach((numbers, facet) => {
      if (numbers && !columns?.facets[facet][doc].some((n) => numbers.has(n))) miss(facet)
    })
    if (years.length > 0 && !years.includes(columns?.years[doc] ?? 0)) miss(theYear)
    const day = columns?.days[doc] ?? 0
    if (c.after > 0 && day < c.after || c.before > 0 && (day >= c.before || day === 0)) missed = more
    if (c.longer >= 0 && seconds[doc] <= c.longer || c.shorter >= 0 && (seconds[doc] < 0 || seconds[doc] >= c.shorter)) missed = more
    return missed
  }
}

/** @typedef {Record<string, [string, number][]>} Facets by name, the most frequent first */

/** Counts the values of the documents found. */
export class Tally {
  /**
   * @param {import('./files.js').Files} files @param {import('./files.js').Columns | null} columns null to count nothing
   * @param {boolean} widen count a facet as if it were not filtered by
   */
  constructor(files, columns, widen) {
    this.names = files.facets
    this.dictionaries = files.manifest.facets
    this.columns = columns
    this.widen = widen
    this.values = this.dictionaries.map((d) => new Int32Array(d.length))
    /** @type {Map<string, number>} */
    this.years = new Map()
  }

  /** @param {number} doc @param {number} missed */
  count(doc, missed) {
    /** @param {number} what */
    const counts = (what) => missed === nothing || this.widen && missed === what
    if (!this.columns) return
    this.columns.facets.forEach((of, facet) => {
      if (counts(facet)) for (const n of of[doc]) this.values[facet][n]++
    })
    const year = this.columns.years[doc]
    const name = year > 0 ? String(year) : undated
    if (counts(theYear)) this.years.set(name, (this.years.get(name) ?? 0) + 1)
  }

  /** @returns {Facets} */
  counts() {
    /** @type {Facets} */
    const all = { year: sorted([...this.years]) }
    this.dictionaries.forEach((dictionary, facet) => {
      all[this.names[facet]] = sorted(dictionary.map(([id], n) => [id, this.values[facet][n]]))
    })
    return all
  }
}

/** @param {[string, number][]} counts */
function sorted(counts) {
  return counts.filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
}
