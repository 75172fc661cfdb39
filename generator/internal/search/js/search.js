// The search of this archive, without a page: for browsers and Node.
//
//   import { open } from '/search/search.js'
//   const index = await open('https://example.org/search/')
//   const found = await index.search('etcd split brain', { year: ['2018'] })
//
// The build joins this file with the modules it imports. They are the
// counterparts of the generator's package search, which finds the same.

import { excerptOf } from './excerpt.js'
import { Files, SearchError } from './files.js'
import { Tally, filterOf, needsColumns, nothing } from './filter.js'
import { lookupAll, standing } from './match.js'
import { pageText } from './page-text.js'
import { dateString, parse, plainText } from './query.js'
import { Scores } from './score.js'
import { isLong, sentenceOf, similarTo } from './similar.js'

export { SearchError, isLong, open, plainText }

/**
 * @typedef {object} MoreOptions
 * @property {'relevance' | 'newest' | 'oldest' | 'longest'} [sort]
 * @property {number} [limit] results at most, 10 unless given
 * @property {number} [offset] results to leave out
 * @property {boolean} [apart] put the reports that have all words before those that have some
 * @property {boolean} [facets] false leaves the counts out, which saves a file
 * @property {boolean} [widen] count a facet as if it were not filtered by
 * @property {AbortSignal} [signal]
 *
 * @typedef {import('./filter.js').Filters & MoreOptions} Options
 *
 * @typedef {object} Hit
 * @property {string} path of the report in the archive
 * @property {string} url of its page, relative to the folder of the index
 * @property {string} title
 * @property {string} date yyyy-mm-dd, or nothing
 * @property {string} severity
 * @property {string[]} services
 * @property {number} seconds -1 when unknown
 * @property {true} [at_least] it may have lasted longer
 * @property {string[]} excerpt the odd ones were found
 * @property {number} score
 *
 * @typedef {object} Found
 * @property {number} total
 * @property {number} all have every word, but for those that say nothing
 * @property {Hit[]} results
 * @property {import('./filter.js').Facets} facets
 * @property {string | null} corrected the query as it was read, if a word was corrected
 * @property {boolean} [plain] as typed nothing was found, and its quotes and filters were read as words
 * @property {string | null} suggested another query, where a word that no report has may have been meant otherwise
 */

/**
 * Opens the index in a folder.
 * @param {string | URL} url of the folder
 * @param {{ fetch?: import('./files.js').Fetch }} [options]
 */
async function open(url, { fetch = globalThis.fetch.bind(globalThis) } = {}) {
  const base = String(url).replace(/[^/]*$/, '')
  return new Index(await Files.open(base, fetch))
}

class Index {
  /** @param {Files} files */
  constructor(files) {
    this.files = files
  }

  /** Number of reports. */
  get documents() {
    return this.files.manifest.documents
  }

  /** What reports can be filtered by besides their year: names, and what the page calls them. */
  get facets() {
    return this.files.manifest.names
  }

  /** The name of a service, by its identity. @param {string} id */
  serviceName(id) {
    return this.files.manifest.facets[0].find(([known]) => known === id)?.[1] ?? id
  }

  /** @param {string} text @param {Options} [options] @returns {Promise<Found>} */
  search(text, options = {}) {
    return this.#withFreshFiles((files) => search(files, text, options), options.signal)
  }

  /**
   * Reports like a text, as long as it is, each with what it shares with it. Nothing of the text is sent.
   * @param {string} text @param {Options} [options] filters, limit (5), signal
   */
  similar(text, options = {}) {
    return this.#withFreshFiles((files) => similar(files, text, options), options.signal)
  }

  /**
   * An excerpt from the page of a result, for when the one it came with says little.
   * @param {Hit} hit @param {string} text of the query @param {{ signal?: AbortSignal }} [options]
   */
  passage(hit, text, { signal } = {}) {
    return this.#withFreshFiles(async (files) => {
      const base = new URL(files.base, globalThis.location?.href)
      const response = await files.fetch(new URL(hit.url, base).href, { signal })
      if (!response.ok) throw new SearchError('missing', `The page could not be read (${response.status}).`)
      return (await excerpts(files, [pageText(await response.text()).normalize('NFC')], text))[0]
    }, signal)
  }

  /**
   * Short texts, such as titles, in pieces of which the odd ones were found.
   * @param {string[]} texts @param {string} text of the query @param {{ signal?: AbortSignal }} [options]
   */
  marked(texts, text, { signal } = {}) {
    return this.#withFreshFiles((files) => excerpts(files, texts, text), signal)
  }

  /**
   * A file that is gone was replaced by a new build: the manifest is read
   * again, once. What is on its way when a search is given up is kept.
   * @template T @param {(files: Files) => Promise<T>} task @param {AbortSignal} [signal] @returns {Promise<T>}
   */
  async #withFreshFiles(task, signal) {
    const used = this.files
    try {
      return await unlessAborted(task(used), signal)
    } catch (err) {
      if (!(err instanceof SearchError) || err.code !== 'missing') throw err
      if (this.files === used) this.files = await unlessAborted(Files.open(used.base, used.fetch), signal)
      return unlessAborted(task(this.files), signal)
    }
  }
}

/** @param {Files} files @param {string[]} texts @param {string} query */
async function excerpts(files, texts, query) {
  const groups = await lookupAll(files, parse(query, files.facets).words)
  return texts.map((text) => excerptOf(groups, files.english, text))
}

/** @template T @param {Promise<T>} work @param {AbortSignal} [signal] @returns {Promise<T>} */
function unlessAborted(work, signal) {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Where quotes and filters leave nothing, they are read as words. @param {Files} files @param {string} text @param {Options} options @returns {Promise<Found>} */
async function search(files, text, options) {
  const found = await searchAs(files, text, options)
  if (found.total > 0 || plainText(text) === text) return found
  const again = await searchAs(files, plainText(text), options)
  return again.total > 0 ? { ...again, plain: true } : found
}

/** @param {Files} files @param {string} text @param {Options} options @returns {Promise<Found>} */
async function searchAs(files, text, options) {
  const p = parse(text, files.facets)
  const { manifest } = files
  const counted = options.facets !== false
  const [columns, groups, required, excluded] = await Promise.all([
    counted || needsColumns(files, p, options) ? files.columns() : null,
    lookupAll(files, p.words),
    Promise.all(p.phrases.filter((ph) => ph.texts.length > 0).map((ph) => standing(files, ph))),
    Promise.all(p.without.filter((ph) => ph.texts.length > 0).map((ph) => standing(files, ph))),
  ])
  const scores = new Scores(files, groups)
  const [missedBy, barring] = await Promise.all([
    filterOf(files, p.filters, options, columns),
    Promise.all(p.barred.map((c) => filterOf(files, c, {}, columns))),
  ])

  const tally = new Tally(files, counted ? columns : null, options.widen ?? false)
  /** @type {number[]} */
  const hits = []
  for (let doc = 0; doc < manifest.documents && !p.nonsense; doc++) {
    if (p.words.length > 0 && scores.sum[doc] === 0) continue
    if (required.some((docs) => !docs.has(doc)) || excluded.some((docs) => docs.has(doc))) continue
    if (barring.some((missed) => missed(doc) === nothing)) continue
    const missed = missedBy(doc)
    if (missed === nothing) hits.push(doc)
    tally.count(doc, missed)
  }
  const best = hits.reduce((a, b) => a >= 0 && scores.of(a) > scores.of(b) ? a : b, -1)
  const sorted = await order(files, hits, options.sort, scores)
  /** @param {number} doc */
  const whole = (doc) => groups.length === 0 || scores.all(doc)
  const all = sorted.filter(whole)
  const ordered = options.apart ? [...all, ...sorted.filter((doc) => !whole(doc))] : sorted
  const offset = Math.max(0, options.offset ?? 0)
  const shown = ordered.slice(offset, offset + Math.max(0, options.limit ?? 10))
  const results = await Promise.all(shown.map((doc) => hit(files, doc, scores.of(doc), (summary) => excerptOf(groups, files.english, summary))))
  return {
    total: hits.length, all: all.length, results, facets: tally.counts(),
    corrected: corrected(p, groups, best, false), suggested: corrected(p, groups, best, true),
  }
}

/** @param {Files} files @param {number} doc @param {number} score @param {(summary: string) => string[]} excerpt @returns {Promise<Hit>} */
async function hit(files, doc, score, excerpt) {
  const [path, url, title, summary, seconds, date, severity, services, atLeast] = await files.card(doc)
  /** @param {number} facet @param {number[]} numbers */
  const values = (facet, numbers) => numbers.flatMap((n) => files.manifest.facets[facet][n]?.slice(0, 1) ?? [])
  return {
    path, url, title, date: dateString(date), severity: values(1, severity).join(''), services: values(0, services), seconds, ...atLeast === 1 && { at_least: true },
    excerpt: excerpt(summary), score,
  }
}

/** @typedef {Hit & { identifiers: string[], words: string[] }} Like */

/** @param {Files} files @param {string} text @param {Options} options @returns {Promise<{ alike: boolean, results: Like[] }>} results are a guess where none is alike */
async function similar(files, text, options) {
  const p = parse('', files.facets)
  const missed = await filterOf(files, p.filters, options, needsColumns(files, p, options) ? await files.columns() : null)
  const { alike, found } = await similarTo(files, text, (doc) => missed(doc) === nothing, options.limit ?? 5)
  const results = await Promise.all(found.map(async ({ doc, score, identifiers, words, groups }) => {
    return { ...await hit(files, doc, score, (summary) => sentenceOf(groups, files.english, summary)), identifiers, words }
  }))
  return { alike, results }
}

/** Sorts the documents found, which are in order of their age. @param {Files} files @param {number[]} hits @param {string | undefined} by @param {Scores} scores */
async function order(files, hits, by, scores) {
  if (by === 'oldest') return hits
  const newest = [...hits].reverse()
  if (by === 'newest') return newest
  if (by === 'longest') {
    const seconds = await files.lengths()
    return newest.sort((a, b) => seconds[b] - seconds[a])
  }
  const worth = new Map(hits.map((doc) => [doc, scores.of(doc)]))
  return newest.sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0))
}

/**
 * The query with the words that nobody used replaced by what they were meant
 * to be: of several candidates by the one in the best result. With offers, those of words
 * that are only offered as well.
 * @param {import('./query.js').Parsed} p @param {import('./match.js').Group[]} groups @param {number} best @param {boolean} offers
 */
function corrected(p, groups, best, offers) {
  if (offers && !groups.some((g) => g.offered && g.candidates.length > 0)) return null
  let text = '', end = 0
  for (const { wanted, candidates, members, offered } of groups) {
    if (candidates.length === 0 || offered && !offers || wanted.start < end) continue
    const chosen = candidates.find((c) => members.some((m) => m.text === c.text && m.docs.includes(best))) ?? candidates[0]
    text += p.text.slice(end, wanted.start) + chosen.text
    end = wanted.end
  }
  return end > 0 ? text + p.text.slice(end) : null
}
