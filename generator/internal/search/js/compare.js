// The order of strings that Go has: by code point.

/** @param {string} a @param {string} b @returns {number} */
export function compareText(a, b) {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    let x = a.charCodeAt(i), y = b.charCodeAt(i)
    if (x !== y) {
      // A surrogate stands for a code point above all that are no surrogates.
      if (x >= 0xd800 && x < 0xe000) x += 0x10000
      if (y >= 0xd800 && y < 0xe000) y += 0x10000
      return x - y
    }
  }
  return a.length - b.length
}
