// Finds households as one types. Without it the form is sent with its button.
const form = document.querySelector("[data-search]");
const results = document.querySelector("#results");
const PATIENCE = 200; // milliseconds between two letters of somebody who types
let waiting;
let asked = 0;

async function find() {
  const query = new URLSearchParams(new FormData(form));
  const mine = ++asked;
  const answer = await fetch(`${form.dataset.search}?${query}`);
  // An answer that comes late must not replace that of a later question.
  if (!answer.ok || answer.redirected || mine !== asked) return;
  const found = await answer.text();
  results.innerHTML = found;
  // Said aloud on its own: the whole list at each letter would be too much to listen to.
  document.querySelector("#count").textContent = results.querySelector("[data-count]")?.textContent ?? "";
  history.replaceState(null, "", `${form.action}?${query}`);
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, PATIENCE);
  });
}
