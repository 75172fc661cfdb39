// The search page. Its HTML is useful without this module; with it, results
// appear while typing. The page must have, with these ids:
//
//   search-form      the form; its field is named q, and a select named sort is optional
//   search-status    role="status": what was found, announced
//   search-results   an ol, empty; results are copies of the template search-result
//   search-result    a template: an li with an a whose href is set, and elements whose data-field is one of
//                    title, date (a time), severity, services, length, excerpt; those without a value are removed
//   search-more      a button, hidden: the next ten results
//   search-facets    a form or div, hidden: filled with fieldsets of checkboxes (label > input, .count); optional
//   search-default   what to show while nothing is searched for or found: how to search, the lists of years, services,
//                    causes and tags
//
// While reading files search-results has aria-busy="true"; after a failure
// search-status has data-failed. The index is read from the folder of this module.
//
// Keys: / goes to the field, Escape back to it, the arrows walk the results,
// Enter opens one; in the field it makes the search an entry of the history.

import { isLong, open, plainText } from './search.js'
import { isEmpty, readState, writeState } from './page-state.js'
import { guessRow, likeRow, resultRow, showExcerpt, showFacets } from './page-view.js'

const perPage = 10
// Milliseconds; what comes when nobody types any more is the status, the counts of the facets, better excerpts.
const pauseBeforeSearch = 60, pauseBeforeRest = 500
const mostQuoted = 60 // characters of a query in the status
const passages = 3 // results whose page is read without being asked, for a better excerpt

/** @template {Element} T @param {string} id @returns {T} */
function byId(id) {
  const element = document.getElementById(id)
  if (!element) throw new Error('no element #' + id)
  return /** @type {T} */ (/** @type {unknown} */ (element))
}

/** @type {HTMLFormElement} */
const form = byId('search-form')
const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('q'))
const sort = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem('sort'))
/** @type {HTMLElement} */
const status = byId('search-status')
/** @type {HTMLElement} */
const list = byId('search-results')
/** @type {HTMLTemplateElement} */
const template = byId('search-result')
/** @type {HTMLButtonElement} */
const more = byId('search-more')
const facetBox = document.getElementById('search-facets')
const lists = document.getElementById('search-default')

/** @type {Promise<Awaited<ReturnType<typeof open>>> | null} */
let opening = null
let state = readState(location.search)
let running = new AbortController()
let shown = 0
let entry = location.pathname + location.search // the last that was not just typed
/** @type {Record<string, number>} */
const timers = {}

/** Runs a task after a pause, unless another of its name comes first. @param {string} name @param {number} pause @param {() => void} task */
function later(name, pause, task) {
  clearTimeout(timers[name])
  timers[name] = window.setTimeout(task, pause)
}

/** The index; a failure is forgotten, so that the next key tries again. */
function index() {
  opening ??= open(new URL('.', import.meta.url)).catch((err) => {
    opening = null
    throw err
  })
  return opening
}

/** Searches for the state and shows what was found. @param {{ append?: boolean }} [how] */
async function run({ append = false } = {}) {
  running.abort()
  running = new AbortController()
  const { signal } = running
  clearTimeout(timers.rest)
  const empty = isEmpty(state)
  if (lists) lists.hidden = !empty
  if (facetBox) facetBox.hidden = empty
  if (empty) {
    list.replaceChildren()
    more.hidden = true
    announce('')
    return
  }
  list.setAttribute('aria-busy', 'true')
  try {
    const { text } = state
    const options = { ...Object.fromEntries(state.chosen), sort: state.sort, signal }
    const archive = await index()
    const offset = append ? shown : 0
    const name = archive.serviceName.bind(archive)
    if (isLong(text)) {
      const { alike, results } = await archive.similar(text, options)
      if (signal.aborted) return
      const rows = results.map((hit) => likeRow(resultRow(template, hit, name), hit))
      const elements = rows.map((row) => /** @type {HTMLElement} */ (row.firstElementChild))
      list.replaceChildren(...alike ? rows : rows.map(guessRow))
      more.hidden = true
      if (facetBox) facetBox.hidden = true
      announce(`${alike ? `${results.length} ${results.length === 1 ? 'incident' : 'incidents'} like this text` : 'Nothing like it'}. It was compared here and not sent anywhere.`)
      readPassages(archive, results, elements, (hit) => [...hit.identifiers, ...hit.words].join(' '))()
      return
    }
    let found = await archive.search(text, { ...options, facets: false, limit: perPage, offset })
    let asked = text
    if (found.total === 0 && plainText(text) !== text) {
      const plain = await archive.search(plainText(text), { ...options, facets: false, limit: perPage, offset })
      if (plain.total > 0) {
        found = plain
        asked = plainText(text)
      }
    }
    if (signal.aborted) return
    const rows = found.results.map((hit) => resultRow(template, hit, name))
    const elements = rows.map((row) => /** @type {HTMLElement} */ (row.firstElementChild))
    if (append) list.append(...rows)
    else list.replaceChildren(...rows)
    if (append) elements[0]?.querySelector('a')?.focus()
    shown = offset + found.results.length
    if (lists) lists.hidden = found.total > 0
    more.hidden = shown >= found.total
    const readFirst = readPassages(archive, found.results, elements, () => asked)
    later('rest', pauseBeforeRest, async () => {
      announce(summary(found, asked) + (asked === text ? '' : ' Quotes and filters were read as words, since as typed nothing was found.'))
      readFirst()
      if (!facetBox) return
      try {
        const { facets } = await archive.search(asked, { ...options, widen: true, limit: 0 })
        if (!signal.aborted) showFacets(facetBox, facets, state.chosen, name)
      } catch (err) {
        if (!signal.aborted) fail(err)
      }
    })
  } catch (err) {
    if (!signal.aborted) fail(err)
  } finally {
    if (!signal.aborted) list.removeAttribute('aria-busy')
  }
}

/** @param {import('./search.js').Found} found @param {string} text */
function summary({ total, corrected, suggested }, text) {
  const short = text.trim().length > mostQuoted ? text.trim().slice(0, mostQuoted) + '…' : text.trim()
  const quoted = short === '' ? '' : ` “${short}”`
  const offer = suggested === null ? '' : ` Did you mean “${suggested}”?`
  if (total === 0) return quoted === '' ? 'No incident matches.' : `No incident matches${quoted}. Check the spelling, or remove a filter.` + offer
  const count = `${total} ${total === 1 ? 'incident' : 'incidents'}`
  return offer !== '' ? `${count} for${quoted}.${offer}` : corrected === null ? count + (quoted && ' for' + quoted) : `${count} for “${corrected}”. No report has all words of${quoted}.`
}

/** @param {string} text */
function announce(text) {
  clearTimeout(timers.rest)
  status.removeAttribute('data-failed')
  status.textContent = text
}

/** @param {unknown} err */
function fail(err) {
  announce(/** @type {Error} */ (err).message)
  status.setAttribute('data-failed', '')
}

/**
 * Where the summary has none of the words, the report's page may: it is read
 * when a result is pointed at, and for the first ones by the function it gives.
 * @template {import('./search.js').Hit} H
 * @param {Awaited<ReturnType<typeof open>>} archive @param {H[]} hits @param {HTMLElement[]} rows @param {(hit: H) => string} wordsOf what is looked for in a page
 */
function readPassages(archive, hits, rows, wordsOf) {
  const { signal } = running
  const bare = hits.flatMap((hit, i) => {
    const element = rows[i].querySelector('[data-field="excerpt"]')
    return hit.excerpt.length > 1 || !element || wordsOf(hit).trim() === '' ? [] : [{ hit, row: rows[i], element }]
  })
  const asked = new Set()
  /** @param {typeof bare[number]} one */
  async function read({ hit, element }) {
    if (asked.has(hit.path)) return
    asked.add(hit.path)
    try {
      const excerpt = await archive.passage(hit, wordsOf(hit), { signal })
      if (excerpt.length > 1) showExcerpt(element, excerpt)
    } catch {
      // The summary stays; the result itself is not in doubt.
    }
  }
  for (const one of bare) {
    one.row.addEventListener('focusin', () => read(one))
    one.row.addEventListener('pointerenter', () => read(one))
  }
  const connection = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator).connection
  return () => connection?.saveData || bare.slice(0, passages).forEach(read)
}

/** Takes the state from the controls. */
function readControls() {
  /** @type {typeof state.chosen} */
  const chosen = new Map()
  for (const box of facetBox?.querySelectorAll('input') ?? []) {
    if (box.checked) chosen.set(box.name, [...chosen.get(box.name) ?? [], box.value])
  }
  // Facets are drawn after the first results: until then the address holds what is chosen.
  if (!facetBox?.hasChildNodes()) for (const [facet, values] of state.chosen) chosen.set(facet, values)
  state = { text: field.value, chosen, sort: /** @type {any} */ (sort?.value ?? state.sort) }
}

function showControls() {
  field.value = state.text
  if (sort) sort.value = state.sort
}

/**
 * Typing replaces the address. What is submitted or chosen becomes an entry of
 * the history, and what was typed before a choice; the entry before gets back
 * the address it had.
 * @param {'push' | 'replace'} how
 */
function writeAddress(how) {
  const url = location.pathname + writeState(state)
  if (how === 'push' && url !== entry) {
    history.replaceState(null, '', entry)
    history.pushState(null, '', url)
    entry = url
  } else {
    history.replaceState(null, '', url)
  }
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const target = /** @type {HTMLElement} */ (event.target)
  const typing = target.matches('input:not([type=checkbox]), textarea, select, [contenteditable]')
  const links = [...list.querySelectorAll('a')]
  const at = links.findIndex((link) => link === target || link.closest('li')?.contains(target))
  if (event.key === '/' && !typing) {
    field.focus()
    field.select()
  } else if (event.key === 'Escape' && at >= 0) {
    field.focus()
  } else if (event.key === 'ArrowDown' && (target === field || at >= 0) && at + 1 < links.length) {
    links[at + 1].focus()
  } else if (event.key === 'ArrowUp' && at >= 0) {
    (links[at - 1] ?? field).focus()
  } else {
    return
  }
  event.preventDefault()
}

field.addEventListener('focus', () => void index().catch(() => {}), { once: true })
field.addEventListener('input', () => later('search', pauseBeforeSearch, () => {
  readControls()
  writeAddress('replace')
  run()
}))
form.addEventListener('submit', (event) => {
  event.preventDefault()
  clearTimeout(timers.search)
  readControls()
  writeAddress('push')
  run()
})
for (const control of [sort, facetBox]) {
  control?.addEventListener('change', () => {
    writeAddress('push') // what was typed until now is an entry of its own
    readControls()
    writeAddress('push')
    run()
  })
}
more.addEventListener('click', () => run({ append: true }))
window.addEventListener('popstate', () => {
  state = readState(location.search)
  entry = location.pathname + location.search
  facetBox?.replaceChildren()
  showControls()
  run()
})
document.addEventListener('keydown', onKey)

showControls()
if (isEmpty(state)) index().catch(() => {})
else run()
