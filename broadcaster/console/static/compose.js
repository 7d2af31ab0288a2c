// While a broadcast is written: its figures follow. Without it a button brings them.
const area = document.querySelector("[data-compose]");
const form = area?.closest("form");
const said = document.querySelector("#glance-state");
const PAUSE = 700;
let timer;
let asked;

async function look() {
  asked?.abort();
  asked = new AbortController();
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(area.dataset.compose, { method: "POST", body, signal: asked.signal });
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch {
    // Typed on meanwhile, or the line is down: the next letter asks again.
  }
}

function show(fragment) {
  area.innerHTML = fragment;
  const state = area.firstElementChild.dataset.state;
  // Written only when it changes: a screen reader says each writing aloud.
  if (said.textContent !== state) said.textContent = state;
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});
if (form) look();
