// What the module does when files vanish, the network is gone, a file is cut
// short or a search is given up: node failures.mjs OLD < "path of the new index"

import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { text } from 'node:stream/consumers'

const old = process.argv[2]
const renewed = JSON.parse(await text(process.stdin))
const { open, SearchError } = await import(pathToFileURL(old + '/search.js').href)

let folder = old
let manifests = 0
/** @param {(name: string, data: Buffer) => Buffer | null} change */
const fetchFrom = (change) => async (url) => {
  const name = new URL(url).pathname
  if (name === '/manifest.bin') manifests++
  try {
    const data = change(name, await readFile(folder + name))
    if (data === null) throw new TypeError('fetch failed')
    return new Response(data)
  } catch (err) {
    if (err instanceof TypeError) throw err
    return new Response('', { status: 404 })
  }
}
const plain = fetchFrom((_, data) => data)

/** @param {Promise<unknown>} work */
const failure = (work) => work.then(() => 'none', (err) => (err instanceof SearchError ? err.code : err.name))

const answers = {}
const index = await open('http://localhost/', { fetch: plain })
folder = renewed
answers.renewed = (await index.search('zebra')).results.map((hit) => hit.path)
answers.manifests = manifests
folder = '/nowhere'
answers.gone = await failure(index.search('otherword'))
folder = old
answers.offline = await failure(open('http://localhost/', { fetch: fetchFrom(() => null) }))
answers.offlineLater = await failure((await open('http://localhost/', { fetch: fetchFrom((name, data) => (name === '/manifest.bin' ? data : null)) })).search('outage'))
for (const kind of ['terms', 'cards', 'columns']) {
  const cut = fetchFrom((name, data) => (name.startsWith('/' + kind) ? data.subarray(0, data.length - 9) : data))
  answers[kind] = await failure((await open('http://localhost/', { fetch: cut })).search('outage'))
}
let again = 0
const flaky = fetchFrom((name, data) => (name.startsWith('/terms') && again++ === 0 ? null : data))
const recovering = await open('http://localhost/', { fetch: flaky })
answers.flaky = [await failure(recovering.search('outage')), await failure(recovering.search('outage'))]
const controller = new AbortController()
const given = failure((await open('http://localhost/', { fetch: plain })).search('outage', { signal: controller.signal }))
controller.abort()
answers.aborted = await given
console.log(JSON.stringify(answers))
