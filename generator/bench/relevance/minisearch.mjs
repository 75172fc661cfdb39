// Answers queries with MiniSearch: { reports, queries } on standard input, paths on standard output.
import MiniSearch from 'minisearch'
import { text } from 'node:stream/consumers'

const { reports, queries } = JSON.parse(await text(process.stdin))
const index = new MiniSearch({ fields: ['title', 'text'], idField: 'path' })
index.addAll(reports)
const answers = queries.map((query) => index.search(query, {
  prefix: (term, i, terms) => i === terms.length - 1,
  fuzzy: (term) => term.length > 4 ? 0.2 : false,
  boost: { title: 3 },
}).slice(0, 10).map(({ id }) => id))
console.log(JSON.stringify(answers))
