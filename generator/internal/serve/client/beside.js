// The bar of a report that somebody is writing: what its rules miss, which figures it moves, and which earlier incidents a draft
// is like. All of it is asked for when the bar is opened, and after each edit while it is.
let heard = "";

export function showBeside(report, id) {
  let bar = document.querySelector("afterword-beside");
  if (!report) { bar?.remove(); return; }
  if (!bar) {
    bar = document.createElement("afterword-beside");
    const root = bar.attachShadow({ mode: "open" });
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("editions.css", import.meta.url);
    const section = document.createElement("section");
    section.setAttribute("aria-label", "For its author");
    section.innerHTML = `<details><summary>What is missing, what moves, what is like it</summary><div role="status"></div></details>`;
    root.append(sheet, section);
    root.querySelector("details").addEventListener("toggle", () => list(root, report));
    bar.className = report;
    if (report === "draft") document.body.prepend(bar);
    else document.body.append(bar); // at the bottom of the window, so that nothing moves when it appears
  } else if (id !== heard) {
    list(bar.shadowRoot, report);
  }
  heard = id;
}

async function list(root, report) {
  if (!root.querySelector("details").open) return;
  const status = root.querySelector("div");
  const question = new URL("beside", import.meta.url);
  question.searchParams.set("path", location.pathname);
  try {
    const found = await (await fetch(question, { cache: "no-store" })).json();
    const parts = [part("The rules", found.missing, "Nothing that the rules ask for is missing.", (row, text) => row.append(text))];
    if (found.against) {
      parts.push(part(`Figures against ${found.against}`, found.moves, "No figure moves.",
        (row, { service, period, before, after }) => row.append(`${service} in ${period}: ${before} → ${after}`)));
    }
    if (report === "draft") {
      parts.push(part("Has this happened before?", found.similar, "Nothing in the archive is like it.", (row, { title, date, url, shares }) => {
        const link = document.createElement("a");
        link.href = url;
        link.textContent = title;
        row.append(`${date || "no date"} `, link, ` shares ${shares.join(", ")}`);
      }));
    }
    status.replaceChildren(...parts.flat());
  } catch {
    status.textContent = "The server did not answer.";
  }
}

// part is a heading and a list, or the sentence that stands for an empty one.
function part(title, rows, none, fill) {
  const head = document.createElement("h2");
  head.textContent = title;
  if (!rows.length) {
    const note = document.createElement("p");
    note.textContent = none;
    return [head, note];
  }
  const all = document.createElement("ol");
  for (const value of rows) {
    const row = document.createElement("li");
    fill(row, value);
    all.append(row);
  }
  return [head, all];
}
