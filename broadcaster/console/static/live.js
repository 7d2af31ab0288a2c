// Keeps the progress of a broadcast current. Without it the page has a link to load it again.
const live = document.querySelector("[data-live]");
const state = document.querySelector("#live-state");

// The table of messages is the server's: it is taken from a fresh copy of the page.
async function refreshRows() {
  const rows = document.querySelector("[data-rows]");
  if (rows.contains(document.activeElement)) return; // somebody is reading it by keyboard
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  rows.replaceWith(fresh.querySelector("[data-rows]"));
}

if (live) {
  const source = new EventSource(live.dataset.live);
  source.addEventListener("progress", (event) => {
    live.innerHTML = event.data;
    const now = live.firstElementChild.dataset.state;
    // Written only when it changes: a screen reader says each writing aloud.
    if (state.textContent !== now) state.textContent = now;
    if (live.querySelector("progress") && !document.querySelector("[data-rows] table")) refreshRows();
  });
  source.addEventListener("over", () => {
    source.close();
    refreshRows();
  });
}
