// The files of an index: fetched once, decoded once. Nothing else here talks
// to the network.

import { DamagedFile, Reader, decompress, decompressText, unpack } from './bytes.js'
import { ListFile, decodePositions } from './lists.js'

/** Why the index cannot be read: code is unreachable (offline), missing (the file is not there) or damaged. */
export class SearchError extends Error {
  /** @param {'unreachable' | 'missing' | 'damaged'} code @param {string} message */
  constructor(code, message) {
    super(message)
    this.name = 'SearchError'
    this.code = code
  }
}

/** @typedef {{ first: string[], names: string }} Routing */

/**
 * @typedef {object} Manifest files.go says what it lists
 * @property {number} format
 * @property {string} language
 * @property {number} documents
 * @property {Routing} terms
 * @property {Routing} prefixes
 * @property {{ first: number[], names: string }} positions
 * @property {[string, string][]} words
 * @property {number} perCard
 * @property {string} cards
 * @property {string} columns
 * @property {string} lengths
 * @property {[string, string][]} names of the facets, in queries and on the page
 * @property {[string, string][][]} facets the values of each
 * @property {Record<string, string[]>} abbreviations words that mean the same, by word
 */

/** @typedef {{ days: number[], years: number[], facets: number[][][] }} Columns facets: per facet and document */

/** @typedef {[path: string, url: string, title: string, summary: string, seconds: number, day: number, severity: number[], services: number[], atLeast: number]} Card */

/** @typedef {(url: string, init?: RequestInit) => Promise<Response>} Fetch */

const nameDigits = 10, cardDigits = 6, formatVersion = 7

export class Files {
  /** @param {string} base ends with a slash @param {Fetch} fetch @param {Manifest} manifest */
  constructor(base, fetch, manifest) {
    this.base = base
    this.fetch = fetch
    this.manifest = manifest
    this.english = manifest.language === 'en' || manifest.language.startsWith('en-')
    this.facets = manifest.names.map(([name]) => name)
    /** @type {Map<string, Promise<any>>} */
    this.loaded = new Map()
  }

  /** Reads the manifest, past the browser's cache. @param {string} base @param {Fetch} fetch */
  static async open(base, fetch) {
    const data = await download(base + 'manifest.bin', fetch, { cache: 'no-cache' })
    /** @type {Manifest} */
    let manifest
    try {
      manifest = JSON.parse(await decompressText(data))
    } catch (err) {
      throw damaged('manifest.bin', err)
    }
    if (manifest.format !== formatVersion) {
      throw new SearchError('damaged', `The search index has format ${manifest.format}, this page reads ${formatVersion}. Reload the page.`)
    }
    return new Files(base, fetch, manifest)
  }

  /** A file, decoded; a failure is not kept. @template T @param {string} name @param {(data: Uint8Array) => T | Promise<T>} decode @returns {Promise<T>} */
  load(name, decode) {
    const known = this.loaded.get(name)
    if (known) return known
    const loading = download(this.base + name, this.fetch).then(async (data) => {
      try {
        return await decode(data)
      } catch (err) {
        throw damaged(name, err)
      }
    })
    this.loaded.set(name, loading)
    loading.catch(() => this.loaded.delete(name))
    return loading
  }

  /** @param {number} i @returns {Promise<ListFile>} */
  terms(i) {
    return this.load(`terms/${nameAt(this.manifest.terms.names, i)}.bin`, (data) => ListFile.decode(data, this.manifest.documents))
  }

  /** @param {number} i @returns {Promise<ListFile>} */
  prefixes(i) {
    return this.load(`prefixes/${nameAt(this.manifest.prefixes.names, i)}.bin`, (data) => ListFile.decode(data, this.manifest.documents))
  }

  /** Where a term occurs in each of its documents. @param {number} file of terms @param {number} from its first posting there @param {number} docs */
  async positions(file, from, docs) {
    const { first, names } = this.manifest.positions
    let at = 0
    while (at + 1 < first.length && first[at + 1] <= file) at++
    const name = `positions/${nameAt(names, at)}.bin`
    const parts = await this.load(name, unpack)
    try {
      if (!parts[file - first[at]]) throw new DamagedFile()
      return await decodePositions(parts[file - first[at]], from, docs)
    } catch (err) {
      throw damaged(name, err)
    }
  }

  /** Days, years and facets of all documents. @returns {Promise<Columns>} */
  columns() {
    const { documents, columns } = this.manifest
    return this.load(`columns/facets-${columns}.bin`, (data) => decodeColumns(data, documents, this.facets.length))
  }

  /** Seconds of all documents, -1 where unknown. @returns {Promise<number[]>} */
  lengths() {
    return this.load(`columns/lengths-${this.manifest.lengths}.bin`, async (data) => {
      return new Reader(await decompress(data)).numbers(this.manifest.documents).map((n) => n - 1)
    })
  }

  /** @param {number} doc @returns {Promise<Card>} */
  async card(doc) {
    const { perCard, cards } = this.manifest
    const i = Math.floor(doc / perCard)
    const name = `cards/${i}-${cards.slice(i * cardDigits, (i + 1) * cardDigits)}.bin`
    const columns = await this.load(name, async (data) => /** @type {any[][]} */ (JSON.parse(await decompressText(data))))
    if (columns.length !== 9 || columns.some((column) => !(doc % perCard in column))) throw damaged(name, new DamagedFile())
    const card = /** @type {Card} */ (columns.map((column) => column[doc % perCard]))
    card[1] = card[1].replace('{path}', () => card[0])
    return card
  }

  /** The words that a misspelt one may be corrected to, by its first two letters: words, weights, stems of English words. @param {string[]} letters */
  spelling(letters) {
    const files = this.manifest.words.filter(([letter]) => letter === letters[0] || letter === letters[1])
    return Promise.all(files.map(([, name]) => this.load(`words/${name}.bin`, async (data) => {
      const [words, weights, english] = (await decompressText(data)).split('\n')
      return { words: words.split(' ').filter((w) => w !== ''), weights, english: new Set(english?.split(' ')) }
    })))
  }
}

/** @param {string} names @param {number} i */
function nameAt(names, i) {
  return names.slice(i * nameDigits, (i + 1) * nameDigits)
}

/** @param {string} url @param {Fetch} fetch @param {RequestInit} [init] */
async function download(url, fetch, init) {
  let response
  try {
    response = await fetch(url, init)
    if (response.ok) return new Uint8Array(await response.arrayBuffer())
  } catch {
    throw new SearchError('unreachable', 'The search index could not be reached. Check the connection and try again.')
  }
  throw new SearchError('missing', `The search index could not be read: the server answered ${response.status}.`)
}

/** @param {string} name @param {unknown} err */
function damaged(name, err) {
  return err instanceof SearchError ? err : new SearchError('damaged', `The search index is damaged: ${name}: ${err instanceof Error ? err.message : err}`)
}

/** @param {Uint8Array} data @param {number} total @param {number} facets @returns {Promise<Columns>} */
async function decodeColumns(data, total, facets) {
  const parts = await Promise.all(unpack(data).map(decompress))
  if (parts.length !== 2 + 3 * facets) throw new DamagedFile()
  let day = 0
  const days = new Reader(parts[0]).numbers(total).map((gap) => day += gap)
  const years = new Reader(parts[1]).numbers(total)
  return { days, years, facets: facetsOf(parts.slice(2), total) }
}

/** @param {Uint8Array[]} parts counts, low and high bytes of each facet @param {number} total */
function facetsOf(parts, total) {
  const facets = []
  for (let f = 0; f < parts.length; f += 3) {
    const [low, high] = [parts[f + 1], parts[f + 2]]
    let at = 0
    facets.push(new Reader(parts[f]).numbers(total).map((n) => {
      if (at + n > low.length) throw new DamagedFile()
      return Array.from({ length: n }, () => low[at] + 256 * (high[at++] ?? 0))
    }))
  }
  return facets
}
