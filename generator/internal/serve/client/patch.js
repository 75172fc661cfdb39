// Makes the page equal to another one with as few changes as possible, so that
// scroll position, focus, what was typed and what was opened stay.
import { Idiomorph } from "./idiomorph.js";

const mark = "afterword"; // the query that makes a browser fetch a file again

// patch returns false where only loading the page again will do.
export function patch(next) {
  if (!next.querySelector("script[data-afterword]")) return false;
  if (scripts(document) !== scripts(next)) return false;
  head(next);
  // Idiomorph finds elements again by their ids: summaries lend theirs to details.
  for (const doc of [document, next]) {
    for (const node of doc.querySelectorAll("details:not([id])")) node.id = lent + node.querySelector("summary")?.textContent;
  }
  Idiomorph.morph(document.documentElement, next.documentElement, {
    head: { style: "none" }, // done above
    callbacks: {
      beforeNodeMorphed: keepMarks,
      beforeAttributeUpdated: (name, node) => !byReader(name, node),
      beforeNodeRemoved: (node) => !own(node),
    },
  });
  for (const node of document.querySelectorAll(`details[id^="${lent}"]`)) node.removeAttribute("id");
  return true;
}

const lent = "afterword "; // begins ids that no page has: there is a space in them

const own = (node) => node.nodeType === 1 && (node.matches("[data-afterword]") || ["afterword-overlay", "afterword-editions", "afterword-beside"].includes(node.localName));

const scripts = (doc) => [...doc.querySelectorAll("script:not([data-afterword], [type='application/ld+json'])")]
  .map((s) => s.getAttribute("src") || s.textContent).join("\n");

// keepMarks leaves the addresses alone that refresh has set.
function keepMarks(old, next) {
  for (const name of next.nodeType === 1 ? ["src", "href"] : []) {
    const value = next.getAttribute(name);
    if (value && plain(old.getAttribute(name)) === value) next.setAttribute(name, old.getAttribute(name));
  }
}

// byReader reports whether an attribute is what the reader has made of it.
function byReader(name, node) {
  return name === "open" && node.localName === "details"
    || name === "value" && "defaultValue" in node && node.value !== node.defaultValue
    || name === "checked" && node.checked !== node.defaultChecked
    || name === "selected" && node.selected !== node.defaultSelected;
}

function head(next) {
  swap([...document.head.querySelectorAll("link[rel=stylesheet]")].filter((sheet) => !leaving.has(sheet)), [...next.head.querySelectorAll("link[rel=stylesheet]")]);
  const apart = (node) => own(node) || node.nodeType === 1 && node.matches("link[rel=stylesheet], meta[http-equiv], script");
  const old = [...document.head.childNodes].filter((n) => !apart(n));
  const wanted = [...next.head.childNodes].filter((n) => !apart(n));
  old.forEach((node, n) => { if (!wanted[n] || !node.isEqualNode(wanted[n])) node.remove(); });
  wanted.forEach((node, n) => { if (!old[n] || !old[n].isEqualNode(node)) document.head.append(document.importNode(node, true)); });
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

const leaving = new WeakSet(); // sheets that go once the one behind them has loaded

// replace puts a new sheet behind an old one. When the new one has loaded, the old
// one goes, and with it those that it was to replace itself: of two that load at
// the same time the later may be there first.
function replace(before, fresh) {
  leaving.add(before);
  fresh.addEventListener("load", () => {
    while (leaving.has(fresh.previousElementSibling)) fresh.previousElementSibling.remove();
  });
  before.after(fresh);
}

const plain = (url) => url && url.replace(new RegExp(`[?&]${mark}=[0-9a-f]*$`), "");

// refresh fetches files again whose content has changed at the same address. It
// returns false where one is a script.
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
