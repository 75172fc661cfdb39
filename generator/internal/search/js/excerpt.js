// Excerpts: the stretch of a text that says most about the query, in pieces of
// which every second one is a word that was found. The same as excerpt.go.

import { stem, stemmable } from './forms.js'
import { stopped } from './score.js'
import { PAIR, WORD, tokenize } from './tokens.js'

/** Words of an excerpt. */
const excerptWords = 32

/** @typedef {{ start: number, end: number, group: number }} Mark */

/** The number of the group that a word answers; -1 for none, and for words that say nothing. @param {import('./match.js').Group[]} groups @param {boolean} english @param {string} text */
function found(groups, english, text) {
  if (english && stopped.has(text)) return -1
  const root = english && stemmable(text) ? stem(text) : null
  return groups.findIndex(({ wanted, begun, candidates, offered }) => {
    if (text === wanted.text) return true
    if (!wanted.exact && (root !== null && root === stem(wanted.text) || begun && text.startsWith(wanted.text))) return true
    return !offered && candidates.some((c) => text === c.text || root !== null && root === stem(c.text) || wanted.prefix && text.startsWith(c.text))
  })
}

/** @param {import('./match.js').Group[]} groups @param {boolean} english @param {string} text in normal form C @returns {string[]} */
export function excerptOf(groups, english, text) {
  const tokens = tokenize(text)
  const words = tokens.filter((k) => k.kind === WORD || k.kind === PAIR)
  /** @type {Mark[]} */
  const marks = []
  for (const k of tokens) {
    const group = found(groups, english, k.text)
    if (group >= 0) marks.push({ start: k.start, end: k.end, group })
  }
  marks.sort((a, b) => a.start - b.start || b.end - a.end)
  let from = 0, to = text.length
  if (words.length > excerptWords + excerptWords / 4) {
    const first = bestWindow(words, marks)
    const last = Math.min(words.length, first + excerptWords) - 1
    if (first > 0) from = words[first].start
    if (last < words.length - 1) to = words[last].end
  }
  const pieces = [from > 0 ? '… ' : '']
  let at = from
  for (const { start, end } of marks) {
    if (start < at || end > to) continue
    if (start === at && pieces.length > 1 && pieces[pieces.length - 1] === '') {
      pieces.pop()
      pieces[pieces.length - 1] += text.slice(start, end)
    } else {
      pieces[pieces.length - 1] += text.slice(at, start)
      pieces.push(text.slice(start, end))
    }
    pieces.push('')
    at = end
  }
  pieces[pieces.length - 1] += text.slice(at, to) + (to < text.length ? ' …' : '')
  return pieces
}

/** The word at which the excerpt begins that answers the most different words of the query. @param {import('./tokens.js').Token[]} words @param {Mark[]} marks */
function bestWindow(words, marks) {
  let best = 0, most = -1
  for (const { start } of marks) {
    let first = 0
    while (first < words.length && words[first].end <= start) first++
    first = Math.max(0, Math.min(first - 4, words.length - excerptWords))
    const end = words[Math.min(words.length, first + excerptWords) - 1].end
    const inside = marks.filter((m) => m.start >= words[first].start && m.end <= end)
    const value = new Set(inside.map((m) => m.group)).size * 1000 + Math.min(inside.length, 999)
    if (value > most) {
      best = first
      most = value
    }
  }
  return best
}
