// What the page shows: results and facets as elements. Content from the
// archive only ever becomes text.

import { shownFacets } from './page-state.js'

/** Values of a facet before the rest is asked for. */
const facetRows = 8

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** @param {string} date yyyy-mm-dd, yyyy-mm or yyyy @returns {string} as in 3 Mar 2024, Mar 2024 or 2024 */
export function dateText(date) {
  const [year, month, day] = date.split('-').map(Number)
  return [day, months.slice(3 * month - 3, 3 * month), year].filter(Boolean).join(' ')
}

/** The two largest units of a length, cut, never rounded up; from 30 days on days alone. The same as calendar.Duration. @param {number} seconds @returns {string} */
export function lengthText(seconds) {
  const days = seconds / 86400
  const parts = Object.entries({ d: days, h: seconds / 3600 % 24, min: seconds / 60 % 60, s: seconds % 60 })
  const first = parts.findIndex(([unit, n]) => n >= 1 || unit === 's')
  return parts.slice(first, days < 30 ? first + 2 : 1).filter(([, n]) => n >= 1).map(([unit, n]) => `${Math.floor(n)}\u00a0${unit}`).join('\u00a0')
}

/** @param {string} word */
function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Puts a text into an element: odd pieces as mark. @param {Element} place @param {string[]} pieces */
export function showPieces(place, pieces) {
  place.replaceChildren(...pieces.map((piece, i) => i % 2 === 0 ? piece : element('mark', {}, piece)))
}

/**
 * A result, from the page's template.
 * @param {HTMLTemplateElement} template @param {import('./search.js').Hit} hit @param {string[]} title in pieces
 * @param {(id: string) => string} serviceName
 */
export function resultRow(template, hit, title, serviceName) {
  const row = /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild)
  /** @param {string} field @param {...string} pieces */
  function fill(field, ...pieces) {
    for (const element of row.querySelectorAll(`[data-field="${field}"]`)) {
      if (pieces.join('') === '') element.remove()
      else showPieces(element, pieces)
    }
  }
  const link = row.querySelector('a')
  if (link) link.href = hit.url
  fill('title', ...title)
  fill('date', dateText(hit.date))
  const time = row.querySelector('time')
  if (time) time.dateTime = hit.date
  fill('severity', hit.severity === '' ? 'Severity not recorded' : capital(hit.severity))
  fill('services', hit.services.map(serviceName).join(', '))
  fill('length', hit.seconds < 1 ? '' : `${hit.at_least ? '≥' : ''}${lengthText(hit.seconds)}`)
  for (const excerpt of row.querySelectorAll('[data-field="excerpt"]')) showPieces(excerpt, hit.excerpt)
  return row
}

/** Adds to a result what it shares with a text. @param {HTMLElement} row @param {import('./search.js').Like} hit */
export function likeRow(row, { identifiers, words }) {
  row.querySelector('[data-field="severity"]')?.before(element('span', { className: 'shares' }, 'Shares ' + [...identifiers, ...words].join(', ')))
  return row
}

/** Folds a result away that is only a guess. @param {HTMLElement} row */
export function guessRow(row) {
  return element('li', {}, element('details', { className: 'guess' }, element('summary', {}, 'The nearest incident, which is not near'), element('ol', { className: 'rows results' }, row)))
}

/**
 * The facets, as fieldsets of checkboxes with counts.
 * @param {Element} box @param {import('./filter.js').Facets} facets @param {[string, string][]} names what facets are called
 * @param {Map<string, string[]>} chosen
 * @param {(id: string) => string} serviceName
 */
export function showFacets(box, facets, names, chosen, serviceName) {
  const active = /** @type {HTMLInputElement | null} */ (document.activeElement)
  const focus = active && box.contains(active) ? [active.name, active.value] : null
  const opened = new Set([...box.querySelectorAll('details[open]')].map((d) => /** @type {HTMLElement} */ (d).dataset.facet))
  const title = new Map(names)
  const all = new Set([...shownFacets, ...title.keys()])
  box.replaceChildren(...[...all].flatMap((facet) => {
    const ticked = chosen.get(facet) ?? []
    const counts = [...facets[facet] ?? []]
    for (const value of ticked) if (!counts.some(([v]) => v === value)) counts.push([value, 0])
    if (facet === 'year') counts.sort().reverse()
    if (counts.length < 2 && ticked.length === 0) return []
    return [fieldset(facet, title.get(facet) ?? capital(facet), counts, ticked, facet === 'service' ? serviceName : facet === 'severity' ? capital : (id) => id, opened.has(facet))]
  }))
  if (focus) {
    const same = [...box.querySelectorAll('input')].find((input) => input.name === focus[0] && input.value === focus[1])
    same?.focus()
  }
}

/** @param {string} facet @param {string} title @param {[string, number][]} counts @param {string[]} ticked @param {(id: string) => string} nameOf @param {boolean} open */
function fieldset(facet, title, counts, ticked, nameOf, open) {
  const rows = counts.map(([value, count]) => element('label', {},
    element('input', { type: 'checkbox', name: facet, value, checked: ticked.includes(value) }), ' ', nameOf(value), ' ',
    element('span', { className: 'count' }, String(count))))
  const always = rows.filter((_, i) => i < facetRows || ticked.includes(counts[i][0]))
  const rest = rows.filter((row) => !always.includes(row))
  const set = element('fieldset', {}, element('legend', {}, title), ...always)
  if (rest.length > 0) {
    const more = element('details', { open }, element('summary', {}, `${rest.length} more`), ...rest)
    more.dataset.facet = facet
    set.append(more)
  }
  return set
}

/** An element with properties and children. @param {string} name @param {object} properties @param {...(Node | string)} children */
function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}
