// Answers queries with Pagefind: { reports, queries } on standard input, paths on standard output.
// What Pagefind runs in a browser runs here, over files that are read as if they were fetched.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { close, createIndex } from 'pagefind'

const { reports, queries } = JSON.parse(await text(process.stdin))
const { index } = await createIndex()
for (const { path, title, text } of reports) {
  await index.addHTMLFile({ url: '/' + path, content: `<html lang="en"><body><h1>${escaped(title)}</h1><p>${escaped(text)}</p></body></html>` })
}
const folder = await mkdtemp(join(tmpdir(), 'pagefind-'))
await index.writeFiles({ outputPath: folder })
await close()

const base = pathToFileURL(folder + '/').href
globalThis.document = { currentScript: null, querySelector: () => ({ getAttribute: () => 'en' }) }
globalThis.window = { location: { origin: 'http://localhost' } }
globalThis.fetch = async (url) => new Response(await readFile(fileURLToPath(String(url).replace(/\?.*/, ''))))
const pagefind = await import(base + 'pagefind.js')
await pagefind.options({ basePath: base, baseUrl: '/' })
const answers = []
for (const query of queries) {
  const { results } = await pagefind.search(query)
  answers.push((await Promise.all(results.slice(0, 10).map((r) => r.data()))).map(({ raw_url, url }) => (raw_url ?? url).slice(1)))
}
await rm(folder, { recursive: true })
console.log(JSON.stringify(answers))

function escaped(s) {
  return s.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
