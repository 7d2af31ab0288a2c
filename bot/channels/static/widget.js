// Makes the chat quick and live. Without it, the forms and links do the same.
const talk = document.querySelector("#talk");
const wait = document.querySelector("#wait");
const choices = document.querySelector("#choices");
const form = document.querySelector(".write");
const box = form.elements.body;
let source = null;

// Only what is new is added, so that a screen reader reads out that and nothing else.
function merge(page) {
  let isNew = false;
  for (const section of page.querySelectorAll("#talk section")) {
    const known = [...talk.querySelectorAll("section")].find((each) => each.dataset.day === section.dataset.day);
    if (!known) {
      talk.append(section);
      isNew = true;
      continue;
    }
    for (const line of section.querySelectorAll("li")) {
      if (document.getElementById(line.id)) continue;
      line.classList.add("new");
      known.querySelector("ol").append(line);
      isNew = true;
    }
  }
  choices.replaceChildren(...page.querySelector("#choices").children);
  for (const each of choices.children) each.addEventListener("submit", send);
  wait.textContent = page.querySelector("#wait").textContent.trim() ? "La réponse arrive." : "";
  const forget = page.querySelector("footer form");
  if (forget && !document.querySelector("footer form")) document.querySelector("footer p").after(forget);
  if (isNew) form.scrollIntoView({ block: "end" });
}

function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

async function refresh() {
  const answer = await fetch("/");
  if (answer.ok) merge(parse(await answer.text()));
}

function listen() {
  if (source) return;
  source = new EventSource("/chat/live");
  source.addEventListener("open", refresh); // what came while nobody listened
  source.addEventListener("message", refresh);
}

async function send(event) {
  const fields = new URLSearchParams(new FormData(event.target, event.submitter));
  if (!fields.get("body").trim()) return; // the server says what to do
  event.preventDefault();
  const buttons = document.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  wait.textContent = "Message envoyé. La réponse arrive.";
  try {
    const answer = await fetch("/chat", { method: "POST", body: fields });
    const page = parse(await answer.text());
    if (!answer.ok) throw new Error(page.querySelector("#problem")?.textContent.trim());
    document.querySelector(".ideas")?.remove();
    for (const once of document.querySelectorAll("[name=once]")) once.value = page.querySelector("[name=once]").value;
    if (event.target === form) box.value = "";
    merge(page);
    listen();
  } catch (error) {
    wait.textContent = error instanceof TypeError || !error.message
      ? "Pas de réseau : votre message n'est pas parti. Essayez encore."
      : error.message;
  } finally {
    for (const button of buttons) button.disabled = false;
    box.focus();
  }
}

function sendOnEnter(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
}

for (const each of document.querySelectorAll(".write, .ideas")) each.addEventListener("submit", send);
box.addEventListener("keydown", sendOnEnter);
if (talk.querySelector("section")) listen();
