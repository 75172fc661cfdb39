// Makes the page equal to another one with as few changes as possible, so that
// scroll position, focus, what was typed and what was opened stay.

const mark = "afterword"; // the query that makes a browser fetch a file again

// patch tells false where only loading the page again will do.
export function patch(next) {
  if (!next.querySelector("script[data-afterword]")) return false;
  if (scripts(document) !== scripts(next)) return false;
  head(next);
  attributes(document.documentElement, next.documentElement);
  attributes(document.body, next.body);
  children(document.body, next.body);
  return true;
}

const own = (node) => node.nodeType === 1 && (node.matches("[data-afterword]") || node.localName === "afterword-overlay");

const scripts = (doc) => [...doc.querySelectorAll("script:not([data-afterword], [type='application/ld+json'])")]
  .map((s) => s.getAttribute("src") || s.textContent).join("\n");

function head(next) {
  swap([...document.head.querySelectorAll("link[rel=stylesheet]")].filter((sheet) => !leaving.has(sheet)), [...next.head.querySelectorAll("link[rel=stylesheet]")]);
  const styled = (node) => own(node) || node.nodeType === 1 && node.matches("link[rel=stylesheet], meta[http-equiv], script");
  const kept = [...document.head.childNodes].filter((n) => !styled(n));
  const wanted = [...next.head.childNodes].filter((n) => !styled(n));
  kept.forEach((node, n) => { if (!wanted[n] || !node.isEqualNode(wanted[n])) node.remove(); });
  wanted.forEach((node, n) => { if (!kept[n] || !kept[n].isEqualNode(node)) document.head.append(document.importNode(node, true)); });
  if (document.title !== next.title) document.title = next.title;
}

// swap takes an old style sheet away only when the new one is there.
function swap(old, wanted) {
  wanted.forEach((sheet, n) => {
    if (old[n] && plain(old[n].getAttribute("href")) === sheet.getAttribute("href")) return;
    const fresh = document.importNode(sheet, true);
    if (old[n]) {
      const before = old[n];
      fresh.addEventListener("error", () => before.remove());
      replace(before, fresh);
    } else {
      document.head.append(fresh);
    }
  });
  old.slice(wanted.length).forEach((sheet) => sheet.remove());
}

const leaving = new WeakSet(); // sheets that go when the one that stands behind them is there

// replace puts a new sheet behind an old one, which goes when the new one is there,
// and with it whatever that one was to replace, which stands before it: of two
// that are on their way the later may be there first.
function replace(before, fresh) {
  leaving.add(before);
  fresh.addEventListener("load", () => {
    while (leaving.has(fresh.previousElementSibling)) fresh.previousElementSibling.remove();
  });
  before.after(fresh);
}

const plain = (url) => url && url.replace(new RegExp(`[?&]${mark}=[0-9a-f]*$`), "");

// refresh shows files again whose content has changed at the same address.
export function refresh(changed, hashes) {
  for (const node of [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], img, source, video, audio, script[src]")]) {
    if (own(node) || leaving.has(node)) continue;
    const name = node.localName === "link" ? "href" : "src";
    const value = node.getAttribute(name);
    if (!value) continue;
    const path = new URL(value, location.href).pathname;
    if (!changed.includes(path)) continue;
    if (node.localName === "script") return false;
    const fresh = `${plain(value)}${plain(value).includes("?") ? "&" : "?"}${mark}=${hashes[path]}`;
    if (node.matches("link[rel=stylesheet]")) {
      const sheet = node.cloneNode();
      sheet.setAttribute("href", fresh);
      replace(node, sheet);
    } else {
      node.setAttribute(name, fresh);
    }
  }
  return true;
}

// kept attributes say what the reader did, or what refresh did.
function keeps(node, name, value) {
  if (node.localName === "details" && name === "open") return true;
  if (name === "src" || name === "href") return plain(node.getAttribute(name)) === value;
  return false;
}

function attributes(old, next) {
  for (const { name, value } of [...next.attributes]) {
    if (old.getAttribute(name) !== value && !keeps(old, name, value)) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && !keeps(old, name, null)) old.removeAttribute(name);
  }
}

// key names what an element is, so that it is found again where it has moved to.
function key(node) {
  if (node.nodeType !== 1) return "";
  if (node.id) return "#" + node.id;
  if (node.localName === "details") return "details " + (node.querySelector("summary")?.textContent ?? "");
  return "";
}

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);

function one(old, next) {
  if (old.nodeType !== 1) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  attributes(old, next);
  children(old, next);
}

function children(parent, nextParent) {
  let old = [...parent.childNodes].filter((n) => !own(n));
  let next = [...nextParent.childNodes].filter((n) => !own(n));
  // What is the same at both ends is left alone, so that an insertion stays one.
  let start = 0;
  while (start < old.length && start < next.length && old[start].isEqualNode(next[start])) start++;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old[old.length - 1 - end].isEqualNode(next[next.length - 1 - end])) end++;
  const after = old[old.length - end] ?? null;
  old = old.slice(start, old.length - end);
  next = next.slice(start, next.length - end);

  // Each new node takes the old one of the same key, else the next that is alike.
  const byKey = new Map(old.filter(key).map((n) => [key(n), n]));
  const unkeyed = old.filter((n) => !key(n));
  const taken = next.map((node) => {
    if (key(node)) {
      const match = byKey.get(key(node));
      if (!match || !alike(match, node)) return null;
      byKey.delete(key(node));
      return match;
    }
    const at = unkeyed.findIndex((n) => alike(n, node));
    return at < 0 ? null : unkeyed.splice(0, at + 1)[at];
  });
  for (const node of old) if (!taken.includes(node)) node.remove();
  let place = after; // where the next node goes: the first of those that stay
  for (const node of [...parent.childNodes]) if (taken.includes(node)) { place = node; break; }
  next.forEach((node, n) => {
    const match = taken[n];
    if (!match) {
      parent.insertBefore(document.importNode(node, true), place);
      return;
    }
    if (match === place) {
      do place = place.nextSibling; while (place && own(place));
    } else {
      parent.insertBefore(match, place);
    }
    one(match, node);
  });
}
