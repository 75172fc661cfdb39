// Scoring, in whole numbers only. The same as score.go.

const weightPrefix = 10, maxImpact = 15

/** 64 times the binary logarithm of (2 total + 2) / (2 docs + 1), at least 1. @param {number} total @param {number} docs */
function rarity(total, docs) {
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
const stopped = new Set((
  'a about after all an and any are as at be because been but by can could did do does for from had has have how i if in ' +
  'incident into is issue issues it its me my not of on one or our postmortem problem problems report some something that ' +
  'the their them there they thing this to us was we were what when where which who why with would you your '
).trim().split(' '))

/** Scores of all documents; a sum of 0 where none of the words stands. */
export class Scores {
  /** @param {import('./files.js').Files} files @param {import('./match.js').Group[]} groups */
  constructor(files, groups) {
    const total = files.manifest.documents
    this.sum = new Float64Array(total)
    this.matched = new Int32Array(total)
    this.total = 0
    /** @type {number[]} */
    this.rarity = []
    for (const g of groups) this.#add(g, files)
  }

  /** @param {import('./match.js').Group} g @param {import('./files.js').Files} files */
  #add(g, files) {
    const total = files.manifest.documents
    const docs = g.members.reduce((n, m) => n + m.docs.length, 0)
    const common = files.english && stopped.has(g.wanted.text) ? 8 : 1
    const own = docs === 0 ? 0 : Math.max(1, Math.floor(rarity(total, Math.min(total, docs)) / common))
    const begun = g.begun ? Math.max(1, Math.floor(rarity(total, g.begunDocs) / common)) : 0
    this.rarity.push(Math.max(own, begun))
    this.total += Math.max(own, begun)
    const best = new Float64Array(total), held = new Int32Array(total)
    for (const m of g.members) {
      for (let k = 0; k < m.docs.length; k++) {
        const doc = m.docs[k], value = own * m.impacts[k] * m.weight
        if (value > best[doc]) best[doc] = value
        held[doc] = own
      }
    }
    for (let doc = 0; doc < total; doc++) {
      const value = g.begun ? g.begun[doc] : 0
      if (value > 0) {
        best[doc] = Math.max(best[doc], begun * value * weightPrefix)
        held[doc] = Math.max(held[doc], begun)
      }
      this.sum[doc] += best[doc]
      this.matched[doc] += held[doc]
    }
  }

  /** The sum, scaled by the share of the query's rarity that the document holds. @param {number} doc */
  of(doc) {
    if (this.sum[doc] === 0) return 0
    const share = Math.floor(this.matched[doc] * 1024 / this.total)
    return Math.max(1, Math.floor(this.sum[doc] * share / 1024))
  }
}

/** What neighbours of the query count for each distance in the report, in 1/16. */
const nearBonus = [0, 10, 8, 7, 5, 4, 3, 2, 1]

/** Adds what neighbours of the query count that stand near each other. @param {import('./files.js').Files} files @param {import('./match.js').Group[]} groups @param {Scores} scores */
export async function addNear(files, groups, scores) {
  if (!files.manifest.near || groups.length < 2) return
  const places = await Promise.all(groups.map(async (g) => {
    /** @type {Map<number, number[]>} */
    const of = new Map()
    const all = await Promise.all(g.members.map((m) => files.positions(m.file, m.from, m.docs.length)))
    g.members.forEach((m, n) => m.docs.forEach((doc, k) => of.set(doc, [...of.get(doc) ?? [], ...all[n][k]])))
    return of
  }))
  for (let n = 1; n < groups.length; n++) {
    const most = (scores.rarity[n - 1] + scores.rarity[n]) * maxImpact
    for (const [doc, a] of places[n - 1]) {
      let least = nearBonus.length
      for (const p of a) {
        for (const q of places[n].get(doc) ?? []) {
          const d = Math.abs(p - q)
          if (d > 0 && d < least) least = d
        }
      }
      if (least < nearBonus.length) scores.sum[doc] += most * nearBonus[least]
    }
  }
}
