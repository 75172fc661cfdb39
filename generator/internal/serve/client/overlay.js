// Lays what is wrong with the archive over the last good page. All text is set
// as text, so nothing in a broken file can run here.
let dismissed = "", shown = "";

export function show(problems) {
  const text = JSON.stringify(problems);
  if (text === shown) return;
  shown = text;
  document.querySelector("afterword-overlay")?.remove();
  if (problems.length === 0) { dismissed = ""; return; }
  if (text === dismissed) return;
  const overlay = document.createElement("afterword-overlay");
  const root = overlay.attachShadow({ mode: "open" });
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("overlay.css", import.meta.url);
  const dialog = element("section", "", { role: "alert", "aria-label": "Problems of the archive", tabindex: "-1" });
  const close = element("button", "Dismiss", { type: "button" });
  close.addEventListener("click", () => { dismissed = text; overlay.remove(); });
  const errors = problems.filter((p) => p.severity === "error").length;
  const title = element("h2", `${errors} ${errors === 1 ? "error" : "errors"}; the page below is the last good one`);
  const list = element("ol", "");
  for (const p of problems) list.append(item(p));
  const top = element("header", "");
  top.append(title, close);
  dialog.append(top, list);
  root.append(sheet, dialog);
  document.body.append(overlay);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const overlay = document.querySelector("afterword-overlay");
  if (overlay) { dismissed = shown; overlay.remove(); }
});

function item(p) {
  const li = element("li", "", { class: p.severity });
  const where = p.file + (p.line ? `:${p.line}` : "") + (p.column ? `:${p.column}` : "");
  const place = p.editor ? element("a", where, { href: p.editor }) : element("span", where);
  const head = element("p", "", { class: "message" });
  head.append(place, ` ${p.severity}: ${p.message} `, element("small", `[${p.code}]`));
  li.append(head);
  if (p.lines.length > 0) {
    const pre = element("pre", "");
    const width = String(p.lines.at(-1).number).length;
    for (const line of p.lines) {
      const here = line.number === p.line;
      pre.append(element("span", `${String(line.number).padStart(width)} | ${line.text}\n`, { class: here ? "here" : "" }));
      if (here && p.column) {
        const shown = [...line.text];
        const start = p.column - 1 - p.skipped;
        const before = shown.slice(0, start).map((c) => (c === "\t" ? "\t" : " ")).join("");
        const marked = Math.max(1, Math.min(p.length, shown.length - start));
        pre.append(element("span", `${" ".repeat(width)} | ${before}${"^".repeat(marked)}\n`, { class: "caret" }));
      }
    }
    li.append(pre);
  }
  if (p.hint) li.append(element("p", p.hint, { class: "hint" }));
  return li;
}

function element(name, text, attributes = {}) {
  const e = document.createElement(name);
  e.textContent = text;
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  return e;
}
