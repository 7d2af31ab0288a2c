// Keeps the page of a broadcast current. Without it the page has a link to load it again.
const live = document.querySelector("[data-live]");
const state = document.querySelector("#live-state");
let shape = live?.firstElementChild.dataset.shape;
let stale = false;

// Somebody is there by keyboard, or has begun to fill in a form.
function isInUse(region) {
  const typed = [...region.querySelectorAll("details[open] input, details[open] textarea")];
  return region.contains(document.activeElement) || typed.some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}

// What can be pressed and the table of messages are the server's: taken from a fresh copy.
async function refresh() {
  stale = false;
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const region of document.querySelectorAll("[data-fresh]")) {
    const same = fresh.querySelector(`[data-fresh="${region.dataset.fresh}"]`);
    if (isInUse(region)) stale = true;
    else if (same) region.replaceWith(same);
  }
}

function show(fragment) {
  live.innerHTML = fragment;
  const now = live.firstElementChild.dataset;
  // Written only when it changes: a screen reader says each writing aloud.
  if (state.textContent !== now.state) state.textContent = now.state;
  for (const copy of document.querySelectorAll("[data-copy]")) copy.textContent = now[copy.dataset.copy];
  const isFirst = live.querySelector("progress") && !document.querySelector("[data-fresh=rows] table");
  if (now.shape !== shape || isFirst || stale) refresh();
  shape = now.shape;
}

if (live) {
  const source = new EventSource(live.dataset.live);
  source.addEventListener("progress", (event) => show(event.data));
  source.addEventListener("over", () => {
    source.close();
    refresh();
  });
}
