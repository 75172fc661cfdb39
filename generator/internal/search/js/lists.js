// Reading terms/, prefixes/ and positions/. format.go has their layout.

import { DamagedFile, Reader, decompress, unpack } from './bytes.js'

/** @typedef {{ from: number, docs: Uint32Array, impacts: Uint8Array }} List the documents of a term and what it says there; from is the number of its first posting in the file */

/** A file of terms. */
export class ListFile {
  /** @param {Uint8Array} data @param {number} total documents of the archive */
  static async decode(data, total) {
    const parts = await Promise.all(unpack(data).map(decompress))
    if (parts.length !== 3) throw new DamagedFile()
    return new ListFile(parts[0], parts[1], parts[2], total)
  }

  /** @param {Uint8Array} dictionary @param {Uint8Array} gaps @param {Uint8Array} impacts @param {number} total */
  constructor(dictionary, gaps, impacts, total) {
    const r = new Reader(dictionary)
    let at = 0
    /** The next of the bits of all gaps. */
    function bit() {
      if (at >> 3 >= gaps.length) throw new DamagedFile()
      return gaps[at >> 3] >> (at++ & 7) & 1
    }
    const n = r.number()
    const [shared, further, sizes] = [r.numbers(n), r.numbers(n), r.numbers(n)]
    const text = new TextDecoder()
    let before = new Uint8Array()
    /** @type {string[]} */
    this.terms = []
    /** @type {Map<string, number>} */
    this.index = new Map()
    /** Where the postings of each term begin. @type {number[]} */
    this.from = [0]
    this.docs = new Uint32Array(impacts.length)
    this.impacts = impacts
    for (let i = 0; i < n; i++) {
      const term = new Uint8Array(shared[i] + further[i])
      term.set(before.subarray(0, shared[i]))
      term.set(r.bytes(further[i]), shared[i])
      this.terms.push(text.decode(term))
      this.index.set(this.terms[i], i)
      before = term
      const to = this.from[i] + sizes[i]
      const low = 31 - Math.clz32(69 * total / (100 * sizes[i]))
      let doc = -1
      for (let k = this.from[i]; k < to; k++) {
        let gap = 0
        while (bit()) gap++
        for (let n = low; n > 0; n--) gap = 2 * gap + bit()
        this.docs[k] = doc += gap + 1
      }
      if (doc >= total || to > impacts.length) throw new DamagedFile()
      this.from.push(to)
    }
  }

  /** @param {number} i number of a term @returns {List} */
  list(i) {
    const from = this.from[i], to = this.from[i + 1]
    return { from, docs: this.docs.subarray(from, to), impacts: this.impacts.subarray(from, to) }
  }
}

/** Where a term occurs in each of its documents. @param {Uint8Array} part of a file of positions @param {number} from its first posting @param {number} docs */
export async function decodePositions(part, from, docs) {
  const r = new Reader(await decompress(part))
  function positions() {
    const all = []
    for (let at = -1, more = 1; more === 1;) {
      const step = r.number()
      more = step & 1
      at += (step >> 1) + 1
      all.push(at)
    }
    return all
  }
  for (; from > 0; from--) positions()
  return Array.from({ length: docs }, positions)
}
