// A form is sent once: the second click of an impatient hand would add the same thing again.
const FORGOTTEN = 5000; // milliseconds after which a form may be sent again: the line may have failed

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, FORGOTTEN);
});

// Who comes back to a page by « Précédent » finds its forms ready.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
