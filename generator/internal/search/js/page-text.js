// The text of a page of this site, for passages: no DOM, no parser, but enough
// for pages of the site's own. What it returns is only ever shown as text.

/**
 * The text of the element of class e-content, or else of main, or else of
 * everything, with spaces where tags were and without the links beside headings.
 * @param {string} page HTML @returns {string}
 */
export function pageText(page) {
  const at = ['class="e-content', '<main'].map((opening) => page.indexOf(opening)).find((i) => i >= 0) ?? 0
  page = page.slice(Math.max(0, page.lastIndexOf('<', at)))
  const element = /^<[a-z]*/.exec(page)?.[0] ?? '' // with its bracket
  let out = '', depth = 0
  while (page !== '') {
    let i = page.indexOf('<')
    if (i < 0) i = page.length
    out += page.slice(0, i)
    page = page.slice(i)
    if (page.startsWith(element)) depth++
    else if (page.startsWith('</' + element.slice(1)) && --depth === 0) break
    for (const hidden of ['script', 'style', 'svg', 'template', 'a class="anchor"']) {
      if (page.startsWith('<' + hidden)) {
        const close = page.indexOf('</' + hidden.split(' ')[0])
        page = close < 0 ? '' : page.slice(close)
      }
    }
    const close = page.indexOf('>')
    page = close < 0 ? '' : page.slice(close + 1)
    out += ' '
  }
  const text = out.replace(/&([^;]{1,8});/g, (all, /** @type {string} */ name) => entityText(name) ?? all)
  return text.split(/[\0-\x20\xA0\u2000-\u200A\u2028\u2029\u3000]+/).filter((s) => s !== '').join(' ')
}

/** @type {Record<string, string>} */
const entityNames = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: '\u00a0' }

/** @param {string} name @returns {string | null} */
function entityText(name) {
  if (Object.hasOwn(entityNames, name)) return entityNames[name]
  const code = /^#[0-9]{1,9}$/.test(name) ? Number(name.slice(1)) : 0
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : null
}
