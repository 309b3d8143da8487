// Fetches a live page anew when the server says that it has changed. Everything also works without this file.
"use strict";

const fresh = (root) => new Map([...root.querySelectorAll("[data-fresh]")].map((one) => [one.dataset.fresh, one]));

// What somebody is writing in, or reads with the keyboard, stays as it is until they have left it.
function swap(made) {
  const found = fresh(made);
  for (const [name, old] of fresh(document)) {
    const next = found.get(name);
    if (next && !old.contains(document.activeElement) && old.innerHTML !== next.innerHTML) old.replaceWith(next);
  }
}

async function fetchAnew() {
  const answer = await fetch(location.href);
  if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

const live = document.body.dataset.live;
if (live) new EventSource(live).addEventListener("changed", fetchAnew);

document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
