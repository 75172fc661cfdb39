// Bytes of the files. format.go says what they mean.

/** A file that cannot be read: cut short, or not what it should be. */
export class DamagedFile extends Error {
  /** @param {string} [why] */
  constructor(why = 'the file ends early') {
    super(why)
    this.name = 'DamagedFile'
  }
}

/** Undoes gzip, unless the host has done so on the way. @param {Uint8Array} data @returns {Promise<Uint8Array>} */
export async function decompress(data) {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data
  try {
    const stream = new Blob([/** @type {BlobPart} */ (data)]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  } catch (err) {
    throw new DamagedFile(`unpacking gzip: ${err instanceof Error ? err.message : err}`)
  }
}

/** @param {Uint8Array} data */
export async function decompressText(data) {
  return new TextDecoder().decode(await decompress(data))
}

/** The parts of a pack. @param {Uint8Array} data @returns {Uint8Array[]} */
export function unpack(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const count = data.length < 4 ? Infinity : view.getUint32(0, true)
  if (count > data.length / 4 - 1) throw new DamagedFile()
  let at = 4 + 4 * count
  const parts = []
  for (let i = 0; i < count; i++) {
    const size = view.getUint32(4 + 4 * i, true)
    if (at + size > data.length) throw new DamagedFile()
    parts.push(data.subarray(at, at + size))
    at += size
  }
  return parts
}

/** Reads varints and stretches of bytes. */
export class Reader {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data
    this.at = 0
  }

  number() {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      if (this.at >= this.data.length || scale > 2 ** 42) throw new DamagedFile()
      const b = this.data[this.at++]
      value += (b & 127) * scale
      if (b < 128) return value
    }
  }

  /** @param {number} n */
  numbers(n) {
    if (n > this.data.length - this.at) throw new DamagedFile()
    return Array.from({ length: n }, () => this.number())
  }

  /** @param {number} n */
  bytes(n) {
    if (this.at + n > this.data.length) throw new DamagedFile()
    return this.data.subarray(this.at, this.at += n)
  }
}
