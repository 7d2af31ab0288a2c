// Keeps the lists of requests and an open conversation current. Without it pages have a link or a
// button that loads them again, and nothing is ever sent over what somebody has not seen.
const watched = document.querySelector("[data-pulse]");
const EVERY = 15000;
const QUIET = 20000;
let key = watched?.dataset.key;
let lastWord = 0;

function tell(place, words) {
  // Written only when it changes: a screen reader says each writing aloud.
  if (!place || place.textContent === words) return;
  place.textContent = words;
  place.hidden = !words;
}

async function refresh() {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const here = document.querySelector("[data-fresh=threads]");
  const there = fresh.querySelector("[data-fresh=threads]");
  // Whoever is in the list by keyboard keeps their place: it is renewed at the next look.
  if (here && there && !here.contains(document.activeElement)) here.replaceWith(there);
  else key = "";
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(watched.dataset.pulse).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const pulse = await answer.json();
  if ("news" in pulse) {
    tell(document.querySelector("#presence"), pulse.presence);
    if (pulse.news) tell(document.querySelector("#news"), pulse.news);
    return;
  }
  document.title = pulse.title;
  if (pulse.key === key) return;
  key = pulse.key;
  const place = document.querySelector("#pulse");
  if (place) place.textContent = pulse.sentence;
  await refresh();
}

if (watched) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}

const answerForm = document.querySelector("[data-writing]");
answerForm?.querySelector("textarea")?.addEventListener("input", () => {
  if (Date.now() - lastWord < QUIET) return;
  lastWord = Date.now();
  fetch(answerForm.dataset.writing, { method: "POST" });
});
