// Keeps the page as the server would serve it now. The server says only that
// there is something new; each tab then asks whether that concerns it.
import { patch, refresh } from "./patch.js";
import { show } from "./overlay.js";
import { choosing, showEditions } from "./editions.js";
import { showBeside } from "./beside.js";

const tag = document.querySelector("script[data-afterword]");
let version = tag.dataset.afterword;
const whole = "whole" in tag.dataset; // a page that cannot be patched
let assets = null;
let seen = null;
let stale = false;
let asking = false, again = false;

async function ask() {
  if (choosing) return;
  if (document.hidden) { stale = true; return; }
  if (asking) { again = true; return; }
  asking = true;
  stale = false;
  try {
    const question = new URL("state", import.meta.url);
    question.searchParams.set("path", location.pathname);
    const response = await fetch(question, { cache: "no-store" });
    if (response.ok) await answer(await response.json());
  } catch {
    // The server has gone. When it is back, there is a message.
  }
  asking = false;
  if (again) { again = false; await ask(); }
}

async function answer(state) {
  if (state.ready && state.version !== version) {
    if (whole) { location.reload(); return; }
    const [html] = version.split("-");
    if (!state.version.startsWith(html + "-") && !await renew()) { location.reload(); return; }
    const changed = Object.keys(state.assets).filter((path) => !assets || assets[path] !== state.assets[path]);
    if (!refresh(changed, state.assets)) { location.reload(); return; }
    version = state.version;
    document.dispatchEvent(new CustomEvent("afterword:renewed"));
  }
  if (state.ready) assets = state.assets;
  showEditions(state.editions);
  showBeside(state.report, state.id);
  show(state.problems);
}

async function renew() {
  const response = await fetch(location.href, { cache: "no-store" });
  return patch(new DOMParser().parseFromString(await response.text(), "text/html"));
}

async function message(data) {
  const news = JSON.parse(data);
  if (news.id === seen) return;
  seen = tag.dataset.heard = news.id;
  if (news.navigate && !document.hidden) {
    const target = new URL(news.navigate, location.href);
    if (target.pathname !== location.pathname) { location.assign(target); return; }
    await ask();
    const heading = document.getElementById(decodeURIComponent(target.hash.slice(1)));
    if (heading) {
      history.replaceState(null, "", target.hash);
      heading.scrollIntoView();
    }
    return;
  }
  await ask();
}

if (window.SharedWorker) {
  const connect = () => {
    const worker = new SharedWorker(new URL("worker.js", import.meta.url));
    worker.port.onmessage = (event) => message(event.data);
    window.addEventListener("pagehide", () => worker.port.postMessage("bye"), { once: true });
  };
  connect();
  window.addEventListener("pageshow", (event) => { if (event.persisted) { connect(); ask(); } });
} else {
  // Without a worker the connections are those of visible tabs only.
  let events = null, wait = 250;
  const connect = () => {
    if (events || document.hidden) return;
    events = new EventSource(new URL("events", import.meta.url));
    events.onopen = () => { wait = 250; };
    events.onmessage = (event) => message(event.data);
    events.onerror = () => { events?.close(); events = null; setTimeout(connect, wait); wait = Math.min(wait * 2, 4000); };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { events?.close(); events = null; } else connect();
  });
  connect();
}
document.addEventListener("visibilitychange", () => { if (!document.hidden && stale) ask(); });
