// The text of a page of this site, for passages. The same as page.go: no DOM,
// no parser, and what it returns is only ever shown as text.

/** @param {string} page HTML @returns {string} */
export function pageText(page) {
  for (const opening of ['class="e-content', '<main']) {
    const i = page.indexOf(opening)
    if (i >= 0) {
      const end = page.indexOf('>', i)
      page = page.slice(end >= 0 ? end + 1 : i)
      break
    }
  }
  const end = page.indexOf('</main')
  if (end >= 0) page = page.slice(0, end)
  let out = ''
  while (page !== '') {
    let i = page.indexOf('<')
    if (i < 0) i = page.length
    out += page.slice(0, i)
    page = page.slice(i)
    for (const hidden of ['script', 'style', 'svg', 'template']) {
      if (page.startsWith('<' + hidden)) {
        const close = page.indexOf('</' + hidden)
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
