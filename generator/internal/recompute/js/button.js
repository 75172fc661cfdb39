// The button of the page of methods. Without this script there is none. It is no module, since
// browsers load none for a page that was opened from a folder.

{
  const own = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const part = /** @type {HTMLElement} */ (document.getElementById('recompute'));
  const button = /** @type {HTMLButtonElement} */ (part.querySelector('button'));
  const status = /** @type {HTMLElement} */ (part.querySelector('[role=status]'));
  const table = /** @type {HTMLTableElement} */ (part.querySelector('table'));

  /** @param {string} name */
  async function data(name) {
    const answer = await fetch(new URL(`../api/${name}.json`, own));
    if (!answer.ok) throw new Error(`/api/${name}.json: ${answer.status}`);
    return answer.json();
  }

  async function run() {
    if (location.protocol === 'file:') {
      status.textContent = 'This page was opened from a folder, where browsers do not let it read the data. On any web server it works: afterword serve is one.';
      return;
    }
    button.disabled = true;
    status.textContent = 'Reading and counting …';
    table.hidden = true;
    try {
      const [{ recompute }, incidents, services, uptime] = await Promise.all([import('./recompute.js'), data('incidents'), data('services'), data('uptime')]);
      await new Promise((resolve) => setTimeout(resolve)); // so that the words above are seen
      const { compared, differences } = recompute(incidents, services, uptime);
      const count = compared.toLocaleString('en');
      status.textContent = differences.length
        ? `${differences.length.toLocaleString('en')} of ${count} numbers differ from what this site publishes.`
        : `All ${count} numbers agree with what this site publishes.`;
      show(differences);
    } catch (e) {
      status.textContent = `It did not work: ${e instanceof Error ? e.message : e}`;
    }
    button.disabled = false;
  }

  /** @param {import('./recompute.js').Difference[]} differences */
  function show(differences) {
    const body = /** @type {HTMLElement} */ (table.tBodies[0]);
    body.replaceChildren(...differences.slice(0, 200).map((d) => {
      const row = document.createElement('tr');
      for (const text of [d.service, d.period, d.figure, d.published, d.recomputed]) row.insertCell().textContent = text;
      return row;
    }));
    table.hidden = differences.length === 0;
  }

  button.addEventListener('click', run);
  button.hidden = false;
}
