// What the module shows of pages: node passage.mjs FOLDER < "pages as JSON"

import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { text } from 'node:stream/consumers'

const folder = process.argv[2]
const { open } = await import(pathToFileURL(folder + '/search.js').href)
const pages = JSON.parse(await text(process.stdin))
let page = ''
const index = await open('http://localhost/search/', {
  fetch: async (url) => new Response(new URL(url).pathname === '/report/' ? page : await readFile(folder + new URL(url).pathname.replace('/search', ''))),
})
const answers = []
for (page of pages) answers.push((await index.passage({ url: '/report/' }, 'lagging replica')).join('|'))
console.log(JSON.stringify(answers))
