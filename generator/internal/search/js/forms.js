// Forms of a word: what failed, failing and failure have in common. The same
// as forms.go.

/** What the forms of an English word begin with. @param {string} w @returns {string} */
export function stem(w) {
  if (!stemmable(w)) return w
  w = cutInflection(cutPlural(irregular.get(w) ?? w))
  w = trim(w, 4, 'e')
  for (let i = 0; i < 3; i++) {
    for (const [suffix, least] of suffixes) {
      if (w.length - suffix.length >= least && w.endsWith(suffix) && !w.endsWith('eat')) {
        w = trim(w.slice(0, -suffix.length), 4, 'e')
        break
      }
    }
  }
  w = trim(trim(trim(w, 4, 'y'), 4, 'i'), 7, 'a')
  return w.length > 3 && w.at(-1) === w.at(-2) ? w.slice(0, -1) : w
}

/** Whether a word is long enough, and English enough, to have forms. @param {string} w */
export function stemmable(w) {
  return w.length >= 3 && /^[a-z]+$/.test(w)
}

/** @param {string} w */
function cutPlural(w) {
  if (w.length > 4 && w.endsWith('ies')) return w.slice(0, -3) + 'y'
  return w.length >= 4 && /[^sui]s$/.test(w) ? w.slice(0, -1) : w
}

/** @param {string} w */
function cutInflection(w) {
  const n = w.length
  if (n > 4 && w.endsWith('ied')) return w.slice(0, -3) + 'y'
  if (n > 5 && w.endsWith('ing') && voiced(w.slice(0, -3))) return w.slice(0, -3)
  if (n > 4 && w.endsWith('ed') && w[n - 3] !== 'e' && voiced(w.slice(0, -2))) return w.slice(0, -2)
  return w
}

/** @param {string} w @param {number} least @param {string} letter */
function trim(w, least, letter) {
  return w.length >= least && w.endsWith(letter) ? w.slice(0, -1) : w
}

/** @param {string} w */
function voiced(w) {
  return /[aeiouy]/.test(w)
}

/** @type {[string, number][]} Suffixes and the letters that must be left. */
const suffixes = [
  ['ability', 4], ['ibility', 4], ['ization', 4], ['isation', 4], ['ivity', 4], ['ator', 4], ['abl', 4], ['ibl', 4], ['ment', 4],
  ['ness', 4], ['ency', 4], ['ancy', 4], ['enc', 4], ['anc', 4], ['ent', 4], ['ant', 5], ['ition', 4], ['ion', 4], ['ity', 4],
  ['ery', 5], ['iv', 5], ['er', 5], ['or', 5], ['ly', 4], ['ur', 4], ['at', 4],
]

/** Irregular forms and what they are forms of. */
const irregular = new Map([
  ['began', 'begin'], ['begun', 'begin'], ['broke', 'break'], ['broken', 'break'], ['bought', 'buy'], ['brought', 'bring'],
  ['built', 'build'], ['rebuilt', 'rebuild'], ['caught', 'catch'], ['chose', 'choose'], ['chosen', 'choose'], ['drew', 'draw'],
  ['drove', 'drive'], ['driven', 'drive'], ['fallen', 'fall'], ['fell', 'fall'], ['felt', 'feel'], ['found', 'find'],
  ['froze', 'freeze'], ['frozen', 'freeze'], ['gave', 'give'], ['given', 'give'], ['gone', 'go'], ['went', 'go'],
  ['grew', 'grow'], ['grown', 'grow'], ['held', 'hold'], ['hung', 'hang'], ['kept', 'keep'], ['knew', 'know'], ['known', 'know'],
  ['loss', 'lose'], ['lost', 'lose'], ['maintenance', 'maintain'], ['paid', 'pay'], ['payment', 'pay'], ['payments', 'pay'],
  ['ran', 'run'], ['response', 'respond'], ['responses', 'respond'], ['rose', 'rise'], ['risen', 'rise'], ['sent', 'send'],
  ['shrank', 'shrink'], ['shrunk', 'shrink'], ['slept', 'sleep'], ['spent', 'spend'], ['stuck', 'stick'], ['taken', 'take'],
  ['took', 'take'], ['threw', 'throw'], ['thrown', 'throw'], ['wrote', 'write'], ['written', 'write'], ['indices', 'index'],
  ['indexes', 'index'], ['syncing', 'sync'], ['retries', 'retry'], ['retried', 'retry'],
])

/** The irregular forms of each stem, sorted. @type {Map<string, string[]>} */
const irregularForms = new Map()
for (const form of [...irregular.keys()].sort()) {
  const root = stem(form)
  if (!form.startsWith(root)) irregularForms.set(root, [...irregularForms.get(root) ?? [], form])
}

/** The forms of a stem that do not begin with it. @param {string} root @returns {string[]} */
export function oddForms(root) {
  const forms = irregularForms.get(root) ?? []
  return root.endsWith('y') ? [root.slice(0, -1) + 'ied', root.slice(0, -1) + 'ies', ...forms] : forms
}
