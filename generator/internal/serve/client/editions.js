// The bar that says which edition is shown, what it leaves out of the page, and leads to the others.
let shown = "";
export let choosing = false; // the page is about to be left

export function showEditions(editions) {
  const text = JSON.stringify(editions ?? null);
  if (text === shown && document.querySelector("afterword-editions")) return;
  shown = text;
  document.querySelector("afterword-editions")?.remove();
  if (!editions) return;
  const bar = document.createElement("afterword-editions");
  const root = bar.attachShadow({ mode: "open" });
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("editions.css", import.meta.url);
  const section = document.createElement("section");
  section.setAttribute("aria-label", "Preview");
  const choices = document.createElement("nav");
  choices.setAttribute("aria-label", "Edition");
  for (const id of editions.ids) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = id;
    if (id === editions.current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => choose(id, note));
    choices.append(button);
  }
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  note.textContent = leftOut(editions);
  const title = document.createElement("p");
  title.textContent = "Preview on this computer";
  section.append(title, choices, note);
  root.append(sheet, section);
  document.body.prepend(bar);
}

function leftOut({ leftOut, narrow, isReport }) {
  if (narrow) return "everything is here";
  if (!isReport) return "shows what this edition holds";
  const parts = Object.entries(leftOut).sort().map(([kind, n]) => `${n} ${kind === "words" ? "phrase" : kind}${n === 1 ? "" : "s"}`);
  return `leaves out of this page: ${parts.join(", ") || "nothing"}`;
}

async function choose(id, note) {
  const question = new URL("edition", import.meta.url);
  question.searchParams.set("path", location.pathname);
  note.textContent = `making ${id} …`;
  choosing = true;
  try {
    const response = await fetch(question, { method: "POST", headers: { "Afterword-Edition": id } });
    const text = await response.text();
    if (response.ok && text === location.pathname) location.reload();
    else if (response.ok) location.assign(text);
    else note.textContent = text;
    choosing = response.ok;
  } catch {
    choosing = false;
    note.textContent = "the server has gone";
  }
}
