// Makes the phones live. Without it, every form and link still works.
const PAUSE = 250; // milliseconds: news that comes in a burst is fetched once
const talk = document.querySelector("#talk");
const search = document.querySelector("#q");
const form = document.querySelector(".write");
let waiting = null;

function toEnd() {
  if (talk) talk.scrollTop = talk.scrollHeight;
}

function isAtEnd() {
  return talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
}

// Only what changed is touched, so that a screen reader reads out what is new and nothing else.
function mergeTalk(fresh) {
  const follow = isAtEnd();
  talk.querySelector(".empty")?.remove();
  for (const section of fresh.querySelectorAll("section")) {
    const known = [...talk.querySelectorAll("section")].find((each) => each.dataset.day === section.dataset.day);
    if (!known) {
      talk.append(section);
      continue;
    }
    for (const bubble of section.querySelectorAll("li")) mergeBubble(known, bubble);
  }
  if (follow) toEnd();
}

function mergeBubble(section, bubble) {
  const known = document.getElementById(bubble.id);
  if (!known) {
    bubble.classList.add("new");
    section.querySelector("ol").append(bubble);
  } else if (known.innerHTML !== bubble.innerHTML) {
    known.className = bubble.className;
    known.querySelector(".meta").replaceWith(bubble.querySelector(".meta"));
  }
}

function mergeList(fresh) {
  const list = document.querySelector("#phones");
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  list.replaceChildren(...fresh.children);
  filter();
  if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

async function refresh() {
  waiting = null;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  mergeList(page.querySelector("#phones"));
  if (talk && page.querySelector("#talk")) mergeTalk(page.querySelector("#talk"));
}

function refreshSoon() {
  waiting ??= setTimeout(refresh, PAUSE);
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}

function filter() {
  const wanted = fold(search.value);
  for (const row of document.querySelectorAll("#phones li[data-find]")) {
    row.hidden = !row.dataset.find.includes(wanted);
  }
}

async function send(event) {
  event.preventDefault();
  const box = form.elements.body;
  const fields = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body: fields }).catch(() => null);
  if (!answer?.ok) {
    form.submit(); // let the browser say what is wrong
    return;
  }
  box.value = "";
  box.focus();
  await refresh();
  toEnd();
}

function sendOnEnter(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
}

toEnd();
document.body.classList.add("live");
search.addEventListener("input", filter);
form?.addEventListener("submit", send);
form?.elements.body.addEventListener("keydown", sendOnEnter);
new EventSource("/live").addEventListener("message", refreshSoon);
