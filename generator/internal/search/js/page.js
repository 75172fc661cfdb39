// The search page. Its HTML is useful without this module; with it, results
// appear while typing. The page must have, with these ids:
//
//   search-form      the form; its field, a textarea that grows, is named q, and a select named sort is optional
//   search-status    role="status": what was found, announced
//   search-next      a button, hidden: tries again after a failure, or searches for what was perhaps meant
//   search-results   holds an ol, empty, for the results that have all words, or for all where no report has, and, hidden, a
//                    section with a heading and an ol for those that have some; results are copies of the template search-result
//   search-result    a template: an li with an a whose href is set, and elements whose data-field is one of
//                    title, date (a time), severity, services, length, excerpt; those without a value are removed
//   search-more      a button, hidden: the next ten results
//   search-drawer    a details, hidden, with a summary; open where the window is wide; optional
//   search-facets    a form or div in it: filled with fieldsets of checkboxes (label > input, .count); its data-added names the
//                    facets that the archive has beside those of every one
//   search-default   what to show while nothing is searched for or found: the lists of years, services, causes and tags
//
// While reading files search-results has aria-busy="true"; after a failure
// search-status has data-failed. The index is read from the folder of this module.
//
// Keys: / goes to the field, Escape back to it, the arrows walk the results,
// Enter opens one; in the field it makes the search an entry of the history, and with Shift a new line.

import { isLong, open, plainText } from './search.js'
import { isEmpty, readState, writeState } from './page-state.js'
import { guessRow, likeRow, resultRow, showFacets, showPieces } from './page-view.js'

const perPage = 10
// Milliseconds; what comes when nobody types any more is the status, the counts of the facets, better excerpts.
const pauseBeforeSearch = 60, pauseBeforeRest = 500
const passages = 2 // results whose page is read without being asked, for a better excerpt
const mostRows = 8 // of the field
const wide = matchMedia('(min-width: 60em)') // as in the style sheet

/** @template {Element} T @param {string} id @returns {T} */
function byId(id) {
  const element = document.getElementById(id)
  if (!element) throw new Error('no element #' + id)
  return /** @type {T} */ (/** @type {unknown} */ (element))
}

/** @type {HTMLFormElement} */
const form = byId('search-form')
const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem('q'))
const sort = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem('sort'))
/** @type {HTMLElement} */
const status = byId('search-status')
/** @type {HTMLButtonElement} */
const next = byId('search-next')
/** @type {HTMLElement} */
const list = byId('search-results')
const [first, rest] = list.querySelectorAll('ol')
const some = /** @type {HTMLElement} */ (rest.parentElement)
/** @type {HTMLTemplateElement} */
const template = byId('search-result')
/** @type {HTMLButtonElement} */
const moreButton = byId('search-more')
const drawer = /** @type {HTMLDetailsElement | null} */ (document.getElementById('search-drawer'))
const facetBox = document.getElementById('search-facets')
const lists = document.getElementById('search-default')

/** @type {Promise<Awaited<ReturnType<typeof open>>> | null} */
let opening = null
/** Facets that this archive has beside those of every one. */
const added = (facetBox?.dataset.added ?? '').split(' ').filter(Boolean)
let state = readState(location.search, history.state, added)
let running = new AbortController()
let shown = 0
let entry = { url: location.pathname + location.search, text: state.text } // the last that was not just typed
/** Fills the facets; done when the drawer is open. */
let drawFacets = () => {}
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
  drawFacets = () => {}
  const empty = isEmpty(state)
  if (lists) lists.hidden = !empty
  if (drawer) {
    drawer.hidden = empty
    const chosen = [...state.chosen.values()].flat().length
    drawer.children[0].textContent = chosen === 0 ? 'Filters' : `Filters (${chosen})`
  }
  next.hidden = true
  if (empty) {
    first.replaceChildren()
    moreButton.hidden = some.hidden = true
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
      const titles = await Promise.all(results.map((hit) => archive.marked([hit.title], shares(hit), { signal })))
      if (signal.aborted) return
      const rows = results.map((hit, i) => likeRow(resultRow(template, hit, titles[i][0], name), hit))
      first.replaceChildren(...alike ? rows : rows.map(guessRow))
      moreButton.hidden = some.hidden = true
      if (drawer) drawer.hidden = true
      announce(alike ? count(results.length) + ' like this text' : 'Nothing like it')
      readPassages(archive, results, rows, shares)()
      return
    }
    const page = { ...options, apart: true, facets: false, limit: perPage, offset }
    const found = await archive.search(text, page)
    const asked = found.plain ? plainText(text) : text
    const titles = await archive.marked(found.results.map((hit) => hit.title), asked, { signal })
    if (signal.aborted) return
    const rows = found.results.map((hit, i) => resultRow(template, hit, titles[i], name))
    if (!append) for (const part of [first, rest]) part.replaceChildren()
    const whole = Math.max(0, found.all - offset)
    first.append(...rows.slice(0, whole))
    rest.append(...rows.slice(whole))
    some.hidden = !rest.hasChildNodes()
    if (append) rows[0]?.querySelector('a')?.focus()
    shown = offset + found.results.length
    if (lists) lists.hidden = found.total > 0
    moreButton.hidden = shown >= found.total
    const readFirst = readPassages(archive, found.results, rows, () => asked)
    drawFacets = async () => {
      try {
        const { facets } = await archive.search(asked, { ...options, widen: true, limit: 0 })
        if (facetBox && !signal.aborted) showFacets(facetBox, facets, archive.facets, state.chosen, name)
      } catch (err) {
        if (!signal.aborted) fail(err)
      }
    }
    later('rest', pauseBeforeRest, () => {
      announce(summary(found, asked !== text))
      const { suggested } = found
      if (suggested !== null) offer(`Search for “${suggested}”`, () => {
        field.value = suggested
        form.requestSubmit()
      })
      readFirst()
      if (drawer?.open) drawFacets()
    })
  } catch (err) {
    if (!signal.aborted) fail(err)
  } finally {
    if (!signal.aborted) list.removeAttribute('aria-busy')
  }
}

/** @param {number} n */
function count(n) {
  return `${n || 'No'} ${n === 1 ? 'incident' : 'incidents'}`
}

/** What a result shares with a text. @param {import('./search.js').Like} hit */
function shares({ identifiers, words }) {
  return [...identifiers, ...words].join(' ')
}

/** @param {import('./search.js').Found} found @param {boolean} plain its quotes and filters were read as words */
function summary({ total, all, corrected }, plain) {
  if (total === 0) return 'No incident matches. Check the spelling, or remove a word or a filter.'
  const read = corrected !== null ? `Read as “${corrected}”. ` : plain ? 'As typed nothing was found: quotes and filters were read as words. ' : ''
  return read + (all === total ? count(total) : `${count(all)} with all words, ${total - all} with some`)
}

/** @param {string} text */
function announce(text) {
  clearTimeout(timers.rest)
  status.removeAttribute('data-failed')
  status.textContent = text
}

/** Shows what to do next. @param {string} label @param {() => void} action */
function offer(label, action) {
  next.textContent = label
  next.onclick = () => action()
  next.hidden = false
}

/** @param {unknown} err */
function fail(err) {
  announce(/** @type {Error} */ (err).message)
  status.setAttribute('data-failed', '')
  offer('Try again', run)
  if (drawer) drawer.hidden = true
  if (lists) lists.hidden = false
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
      if (excerpt.length > 1) showPieces(element, excerpt)
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
  state = { text: field.value.trim(), chosen, sort: /** @type {any} */ (sort?.value ?? state.sort) }
}

function showControls() {
  field.value = state.text
  if (sort) sort.value = state.sort
  grow()
}

/** Gives the field as many rows as its text takes. */
function grow() {
  field.rows = 1
  while (field.rows < mostRows && field.scrollHeight > field.clientHeight) field.rows++
}

/**
 * Typing replaces the address. What is submitted or chosen becomes an entry of
 * the history, and what was typed before a choice; the entry before gets back
 * the address it had.
 * @param {'push' | 'replace'} how
 */
function writeAddress(how) {
  const { text } = state, url = location.pathname + writeState(state)
  if (how === 'push' && (url !== entry.url || text !== entry.text)) {
    history.replaceState(entry.text, '', entry.url)
    history.pushState(text, '', url)
    entry = { url, text }
  } else {
    history.replaceState(text, '', url)
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
  } else if (event.key === 'Enter' && target === field && !event.shiftKey && !event.isComposing) {
    form.requestSubmit()
  } else if (event.key === 'Escape' && at >= 0) {
    field.focus()
  } else if (event.key === 'ArrowDown' && (target === field && field.selectionEnd === field.value.length || at >= 0) && at + 1 < links.length) {
    links[at + 1].focus()
  } else if (event.key === 'ArrowUp' && at >= 0) {
    (links[at - 1] ?? field).focus()
  } else {
    return
  }
  event.preventDefault()
}

field.addEventListener('focus', () => void index().catch(() => {}), { once: true })
field.addEventListener('input', () => {
  grow()
  later('search', pauseBeforeSearch, () => {
    if (field.value.trim() === state.text) return
    readControls()
    writeAddress('replace')
    run()
  })
})
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
moreButton.addEventListener('click', () => run({ append: true }))
drawer?.addEventListener('toggle', () => drawer.open && drawFacets())
window.addEventListener('popstate', () => {
  state = readState(location.search, history.state, added)
  entry = { url: location.pathname + location.search, text: state.text }
  facetBox?.replaceChildren()
  showControls()
  run()
})
document.addEventListener('keydown', onKey)

if (drawer) {
  drawer.open = wide.matches
  wide.addEventListener('change', () => drawer.open = wide.matches)
}
showControls()
if (isEmpty(state)) index().catch(() => {})
else run()
