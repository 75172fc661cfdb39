// One connection to the server for all tabs: browsers allow six to a host, and
// a seventh tab would wait for ever.
const tabs = new Set();
const shortest = 250, longest = 4000; // milliseconds between attempts
let wait = shortest;
let last = null;

function connect() {
  const events = new EventSource("events");
  events.onopen = () => { wait = shortest; };
  events.onmessage = (event) => {
    for (const tab of tabs) tab.postMessage(event.data);
    // Where to go is for those who are there: a tab opened later goes nowhere.
    const { id } = JSON.parse(event.data);
    last = JSON.stringify({ id });
  };
  // Not every browser tries again by itself when a server has been restarted.
  events.onerror = () => {
    events.close();
    setTimeout(connect, wait);
    wait = Math.min(wait * 2, longest);
  };
}

self.onconnect = (event) => {
  const tab = event.ports[0];
  tab.onmessage = (message) => { if (message.data === "bye") tabs.delete(tab); };
  tabs.add(tab);
  if (last) tab.postMessage(last);
};

connect();
