// Answers queries with the joined module: node search.mjs FOLDER < queries.json
// They are asked in order, of one index, or each with "anew" of one opened for it.

import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { text } from 'node:stream/consumers'

const folder = process.argv[2]
const { open } = await import(pathToFileURL(folder + '/search.js').href)

async function fetch(url) {
  try {
    return new Response(await readFile(folder + new URL(url).pathname))
  } catch {
    return new Response('', { status: 404 })
  }
}

const queries = JSON.parse(await text(process.stdin))
const index = await open('http://localhost/', { fetch })
const answers = []
for (const { text, options, anew } of queries) {
  if (options.similar) {
    answers.push(await index.similar(text, options))
    continue
  }
  answers.push(await (anew ? await open('http://localhost/', { fetch }) : index).search(text, options))
}
console.log(JSON.stringify(answers))
