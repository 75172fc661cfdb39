// Lengths as the page shows them, by the module as written: node lengths.mjs _ < seconds.json

import { text } from 'node:stream/consumers'
import { lengthText } from '../js/page-view.js'

console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map(lengthText)))
