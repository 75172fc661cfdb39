// What is searched for, as the address of the page has it:
// /search/?q=…&service=…&service=…&year=…&sort=newest

/** Facets of every archive, in the order in which the page shows them. @type {string[]} */
export const shownFacets = ['year', 'severity', 'service', 'cause', 'tag', 'organization']

/** Characters of a text that the address holds; a longer one is kept by the history alone. */
const mostInAddress = 200

const sorts = ['relevance', 'newest', 'oldest', 'longest']

/**
 * @typedef {object} State
 * @property {string} text
 * @property {Map<string, string[]>} chosen values per facet, those with any
 * @property {'relevance' | 'newest' | 'oldest' | 'longest'} sort
 */

/** @param {string} query of the address @param {unknown} kept by the history: the text where it is too long for the address @param {string[]} added facets of this archive @returns {State} */
export function readState(query, kept, added) {
  const params = new URLSearchParams(query)
  const sort = params.get('sort') ?? ''
  /** @type {Map<string, string[]>} */
  const chosen = new Map()
  for (const facet of [...shownFacets, ...added]) {
    const values = params.getAll(facet).filter((v) => v !== '')
    if (values.length > 0) chosen.set(facet, [...new Set(values)])
  }
  return { text: params.get('q') ?? (typeof kept === 'string' ? kept : ''), chosen, sort: /** @type {State['sort']} */ (sorts.includes(sort) ? sort : 'relevance') }
}

/** @param {State} state @returns {string} the query of the address, with its question mark */
export function writeState({ text, chosen, sort }) {
  const params = new URLSearchParams()
  if (text.trim() !== '' && text.length <= mostInAddress) params.set('q', text)
  for (const [facet, values] of chosen) for (const v of values) params.append(facet, v)
  if (sort !== 'relevance') params.set('sort', sort)
  const query = params.toString()
  return query === '' ? '' : '?' + query
}

/** Whether nothing is searched for. @param {State} state */
export function isEmpty({ text, chosen }) {
  return text.trim() === '' && chosen.size === 0
}
