// Counts what queries transfer: node transfer.mjs FOLDER < queries.json
// Files are gzip as they lie; the two scripts are counted as a host would
// compress them. Results only, as the page asks first; counts come after.

import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { text } from 'node:stream/consumers'

const folder = process.argv[2]
const { open } = await import(pathToFileURL(folder + '/search.js').href)
const scripts = [await readFile(folder + '/search.js'), await readFile(folder + '/page.js')].map((data) => gzipSync(data).length)

let bytes = 0, requests = 0
async function fetch(url) {
  const data = await readFile(folder + new URL(url).pathname)
  bytes += data.length
  requests++
  return new Response(data)
}

const queries = JSON.parse(await text(process.stdin))
const out = { Cold: [], Requests: [], Further: [], Letters: [], Warm: [] }
for (const query of queries) {
  bytes = scripts[0] + scripts[1]
  requests = 2
  await (await open('http://localhost/', { fetch })).search(query, { facets: false })
  out.Cold.push(bytes)
  out.Requests.push(requests)
}
const index = await open('http://localhost/', { fetch })
await index.search('first query')
for (const query of queries.slice(0, 40)) {
  bytes = 0
  await index.search(query, { facets: false })
  out.Further.push(bytes)
}
for (const query of queries) await index.search(query)
for (const query of queries) {
  const start = performance.now()
  await index.search(query)
  out.Warm.push(performance.now() - start)
}
const typing = await open('http://localhost/', { fetch })
await typing.search('', { facets: false })
for (let n = 1; n <= 10; n++) {
  bytes = 0
  await typing.search('connection'.slice(0, n), { facets: false })
  out.Letters.push(bytes)
}
console.log(JSON.stringify(out))
