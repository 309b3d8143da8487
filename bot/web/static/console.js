// Fetches a live page anew when the server says that it has changed. Everything also works without this file.
"use strict";

const fresh = (root) => new Map([...root.querySelectorAll("[data-fresh]")].map((one) => [one.dataset.fresh, one]));

// What somebody is writing in, or reads with the keyboard, stays as it is until they have left it.
let waiting = null;

function swap(made) {
  const found = fresh(made);
  waiting = null;
  for (const [name, old] of fresh(document)) {
    const next = found.get(name);
    if (!next || old.innerHTML === next.innerHTML) continue;
    if (old.contains(document.activeElement)) waiting = made;
    else old.replaceWith(next);
  }
}

// Not at once: a tap elsewhere ends where it began.
const LEFT = 400;
document.addEventListener("focusout", () => setTimeout(() => waiting && swap(waiting), LEFT));

// This is no sign of life of whoever left the page open; once they are signed out, the page shows it.
async function fetchAnew() {
  const answer = await fetch(location.href, { headers: { "X-Drom-Refetch": "1" } }).catch(() => null);
  if (answer?.redirected) location.replace(answer.url);
  else if (answer?.ok) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

// A stream that the browser gave up (a proxy answered while the server was away) is opened anew.
const AGAIN = 5000;

function listen(address) {
  const stream = new EventSource(address);
  stream.addEventListener("changed", fetchAnew);
  stream.addEventListener("error", async () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    await fetchAnew();
    setTimeout(listen, AGAIN, address);
  });
}

if (document.body.dataset.live) listen(document.body.dataset.live);

// Of half a day or half a time the browser sends nothing, so it speaks up by itself: in our words.
document.addEventListener("click", ({ target }) => {
  for (const field of target.closest("button")?.form?.querySelectorAll("[data-half]") ?? []) {
    field.setCustomValidity("");
    if (field.validity.badInput) field.setCustomValidity(field.dataset.half);
  }
}, true);

// Browsers go to what has the focus while the page still comes, which then grows above it.
addEventListener("load", () => {
  const place = document.querySelector("[autofocus]");
  if (document.activeElement === document.body) place?.focus();
  place?.scrollIntoView({ block: "center" });
});

document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
