// Reading terms/, prefixes/ and positions/. The same as lists.go.

import { BitReader, DamagedFile, Reader, codeOf, decompress, riceBits, unpack } from './bytes.js'

/** @typedef {{ docs: number[], impacts: number[] }} List the documents of a term and what it says there */

/** A file of terms, read as far as its dictionary. */
export class ListFile {
  /** @param {Uint8Array} data */
  static async decode(data) {
    const parts = unpack(data)
    if (parts.length !== 2) throw new DamagedFile()
    return new ListFile(await decompress(parts[0]), parts[1])
  }

  /** @param {Uint8Array} head @param {Uint8Array} bits */
  constructor(head, bits) {
    const r = new Reader(head)
    const n = r.number()
    this.code = codeOf(r.bytes(16))
    const [shared, further, docs, sizes] = [r.numbers(n), r.numbers(n), r.numbers(n), r.numbers(n)]
    const text = new TextDecoder()
    const b = new Reader(bits)
    let before = new Uint8Array()
    /** @type {string[]} */
    this.terms = []
    /** @type {Map<string, number>} */
    this.index = new Map()
    /** @type {Uint8Array[]} */
    this.bits = []
    this.docs = docs
    /** @type {Map<number, List>} */
    this.decoded = new Map()
    for (let i = 0; i < n; i++) {
      const term = new Uint8Array(shared[i] + further[i])
      term.set(before.subarray(0, shared[i]))
      term.set(r.bytes(further[i]), shared[i])
      this.terms.push(text.decode(term))
      this.index.set(this.terms[i], i)
      this.bits.push(b.bytes(sizes[i]))
      before = term
    }
  }

  /** The documents and impacts of term i, of an archive of total documents. @param {number} i @param {number} total @returns {List} */
  list(i, total) {
    const known = this.decoded.get(i)
    if (known) return known
    const n = this.docs[i]
    const k = riceBits(total, n)
    const r = new BitReader(this.bits[i])
    const docs = [], impacts = []
    let doc = -1
    for (let j = 0; j < n; j++) {
      doc += r.rice(k) + 1
      docs.push(doc)
      impacts.push(r.symbol(this.code))
    }
    if (doc >= total) throw new DamagedFile()
    const list = { docs, impacts }
    this.decoded.set(i, list)
    return list
  }
}

/** Where term number i stands in each of its documents. @param {Uint8Array} head @param {Uint8Array} bits @param {number} i @param {number} docs */
export async function decodePositions(head, bits, i, docs) {
  const h = new Reader(await decompress(head))
  let at = 0, size = 0, k = 0
  for (let n = 0; n <= i; n++) {
    at += size
    size = h.number()
    k = h.bytes(1)[0]
  }
  const r = new BitReader(bits.subarray(at, at + size))
  const all = []
  for (let d = 0; d < docs; d++) {
    const places = []
    let place = -1
    for (let n = r.rice(0); n >= 0; n--) {
      place += r.rice(k) + 1
      places.push(place)
    }
    all.push(places)
  }
  return all
}
