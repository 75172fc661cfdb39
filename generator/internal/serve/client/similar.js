// The bar of a draft: earlier incidents that are like it. They are asked for when it is opened, and after each edit while it is.
let heard = "";

export function showSimilar(draft, id) {
  let bar = document.querySelector("afterword-similar");
  if (!draft) { bar?.remove(); return; }
  if (!bar) {
    bar = document.createElement("afterword-similar");
    const root = bar.attachShadow({ mode: "open" });
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("editions.css", import.meta.url);
    const section = document.createElement("section");
    section.setAttribute("aria-label", "Precedent");
    section.innerHTML = `<details><summary>Has this happened before?</summary><p role="status"></p><ol></ol></details>`;
    root.append(sheet, section);
    root.querySelector("details").addEventListener("toggle", () => list(root));
    document.body.prepend(bar);
  } else if (id !== heard) {
    list(bar.shadowRoot);
  }
  heard = id;
}

async function list(root) {
  if (!root.querySelector("details").open) return;
  const note = root.querySelector("p");
  const question = new URL("similar", import.meta.url);
  question.searchParams.set("path", location.pathname);
  try {
    const found = await (await fetch(question, { cache: "no-store" })).json();
    note.textContent = found.length ? "" : "Nothing in the archive is like it.";
    root.querySelector("ol").replaceChildren(...found.map(({ title, date, url, shares }) => {
      const row = document.createElement("li"), link = document.createElement("a");
      link.href = url;
      link.textContent = title;
      row.append(`${date || "no date"} `, link, ` shares ${shares.join(", ")}`);
      return row;
    }));
  } catch {
    note.textContent = "The server did not answer.";
  }
}
