// Tokens and stems by the modules as written: node tokens.mjs _ < texts.json

import { text } from 'node:stream/consumers'
import { stem } from '../js/forms.js'
import { tokenize } from '../js/tokens.js'

const texts = JSON.parse(await text(process.stdin))
const kinds = ['word', 'piece', 'whole', 'pair', 'last']
console.log(JSON.stringify(texts.map((s) => {
  const normal = s.normalize('NFC')
  return {
    tokens: tokenize(normal).map((k) => [kinds[k.kind], k.text, k.position, normal.slice(k.start, k.end)]),
    stems: s.split(' ').map(stem),
  }
})))
