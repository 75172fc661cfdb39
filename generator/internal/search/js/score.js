// Scoring, in whole numbers only. The same as score.go.

const weightPrefix = 12
export const maxImpact = 15

/** 64 times the binary logarithm of (2 total + 2) / (2 docs + 1), at least 1. @param {number} total @param {number} docs */
export function rarity(total, docs) {
  const one = 2 ** 24
  const top = 2 * total + 2
  let bottom = 2 * docs + 1, whole = 0
  while (top >= 2 * bottom) {
    bottom *= 2
    whole++
  }
  let x = Math.floor(top * one / bottom), fraction = 0
  for (let i = 0; i < 6; i++) {
    x = Math.floor(x * x / one)
    fraction *= 2
    if (x >= 2 * one) {
      x = Math.floor(x / 2)
      fraction++
    }
  }
  return Math.max(1, whole * 64 + fraction)
}

/** Words that a question is made of and that say little. */
export const stopped = new Set((
  'a about after all an and any are as at be because been but by can could did do does for from had has have how i if in ' +
  'incident into is issue issues it its me my not of on one or our postmortem problem problems report some something that ' +
  'the their them there they thing this to us was we were what when where which who why with would you your '
).trim().split(' '))

/** Whether a word of a query says something. @param {import('./files.js').Files} files @param {string} text */
export function telling(files, text) {
  return !files.english || !stopped.has(text)
}

/**
 * Rarities of what a word means as it is, and as a beginning, in so many reports: what is rare is
 * the form that was typed, where it occurs at all.
 * @param {number} total @param {import('./match.js').Group} g @returns {[own: number, begun: number]}
 */
export function rarities(total, g) {
  const typed = g.members.find((m) => m.text === g.wanted.text)
  const size = typed ? typed.docs.length : g.members.reduce((n, m) => n + m.docs.length, 0)
  return [rarity(total, Math.min(total, size)), rarity(total, g.begunDocs)]
}

/** Scores of all documents; a sum of 0 where they have none of the words. */
export class Scores {
  /** @param {import('./files.js').Files} files @param {import('./match.js').Group[]} groups */
  constructor(files, groups) {
    const total = files.manifest.documents
    this.sum = new Float64Array(total)
    /** Words that say something and that the document has. */
    this.found = new Int32Array(total)
    this.words = 0
    for (const g of groups) this.#add(g, files)
  }

  /** @param {import('./match.js').Group} g @param {import('./files.js').Files} files */
  #add(g, files) {
    const says = telling(files, g.wanted.text)
    let [own, begun] = rarities(files.manifest.documents, g)
    if (says) this.words++
    else [own, begun] = [own, begun].map((n) => Math.max(1, Math.floor(n / 8)))
    const best = bestOf(files, g, own, begun)
    for (let doc = 0; doc < best.length; doc++) {
      this.sum[doc] += best[doc]
      if (says && best[doc] > 0) this.found[doc]++
    }
  }

  /** Whether a document has every word that says something. @param {number} doc */
  all(doc) {
    return this.sum[doc] > 0 && this.found[doc] === this.words
  }

  /** The sum, scaled by the square root of the share of words that the document has. @param {number} doc */
  of(doc) {
    if (this.sum[doc] === 0) return 0
    const share = this.words === 0 ? 1024 : Math.floor(Math.sqrt(Math.floor(Math.max(1, 2 * this.found[doc]) * 2 ** 19 / this.words)))
    return Math.max(1, Math.floor(this.sum[doc] * share / 1024))
  }
}

/**
 * Per document, the most that a meaning of a word says there, weighed.
 * @param {import('./files.js').Files} files @param {import('./match.js').Group} g @param {number} own @param {number} begun
 */
export function bestOf(files, g, own, begun) {
  const best = new Float64Array(files.manifest.documents)
  for (const m of g.members) {
    m.docs.forEach((doc, k) => best[doc] = Math.max(best[doc], own * m.impacts[k] * m.weight))
  }
  g.begun?.forEach((value, doc) => best[doc] = Math.max(best[doc], begun * value * weightPrefix))
  return best
}
