// What a word that nobody used was meant to be. The same as spelling.go.

import { IDEOGRAPH, classOf } from './folded.js'
import { LONGEST } from './tokens.js'
import { compareText } from './compare.js'

/** Corrections of a word that are searched for. */
const mostCandidates = 3

/** @typedef {{ text: string, distance: number, weight: string }} Candidate */

/**
 * The words nearest to one that occurs nowhere, the likeliest first. With
 * prefix, beginnings of longer words count when no whole word is near.
 * @param {string} word @param {{ words: string[], weights: string }[]} files @param {boolean} prefix
 * @returns {Candidate[]}
 */
export function correct(word, files, prefix) {
  const letters = [...word]
  const allowed = typos(letters)
  /** @type {Candidate[]} */
  const found = []
  /** @type {Candidate[]} */
  const begun = []
  for (const { words, weights } of files) {
    words.forEach((text, i) => {
      const other = [...text]
      if (other.length < letters.length - allowed || !prefix && other.length > letters.length + allowed) return
      const [all, start] = distance(letters, other)
      if (all <= allowed) found.push({ text, distance: all, weight: weights[i] })
      else if (prefix && start <= 1) begun.push({ text, distance: start, weight: weights[i] })
    })
  }
  const best = found.length > 0 ? found : begun
  /** @param {Candidate} c */
  const swapped = (c) => Number([...c.text][0] !== letters[0])
  best.sort((a, b) => a.distance - b.distance || swapped(a) - swapped(b) || compareText(b.weight, a.weight) || compareText(a.text, b.text))
  return best.slice(0, mostCandidates)
}

/** How many edits a word may be away. @param {string[]} letters */
export function typos(letters) {
  if (letters.length < 4 || letters.length > LONGEST || !letters.every((c) => /\p{L}/u.test(c) && classOf(c) !== IDEOGRAPH)) return 0
  return letters.length < 8 ? 1 : 2
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours between a and b
 * (optimal string alignment), and between a and the nearest beginning of b.
 * @param {string[]} a @param {string[]} b @returns {[number, number]}
 */
function distance(a, b) {
  const n = Math.min(b.length, LONGEST)
  let before = /** @type {number[]} */ ([])
  let above = Array.from({ length: n + 1 }, (_, j) => j)
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < n; j++) {
      row.push(Math.min(above[j] + Number(a[i] !== b[j]), above[j + 1] + 1, row[j] + 1))
      if (i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j]) row[j + 1] = Math.min(row[j + 1], before[j - 1] + 1)
    }
    before = above
    above = row
  }
  return [above[n], Math.min(...above)]
}
