// Keeps what is chosen, written or recorded at once, and shows what follows from it. Everything also works without this file.
"use strict";

const problemOf = (root) => root.querySelector("p.problem[role=alert]:not([hidden])")?.textContent ?? "";
const AWAY = document.body.dataset.away ?? "";

// The line of a recorder's tray, of a field, or of a whole form: not that of a tray inside it.
function lineOf(place) {
  const tray = place.closest(".tray"), field = place.closest(".field");
  if (tray) return tray.querySelector("[data-problem]");
  if (!field) return [...(place.closest("form") ?? document).querySelectorAll("[data-problem]")].find((one) => !one.closest(".tray, .field"));
  const line = field.querySelector("[data-problem]") ?? document.createElement("small");
  if (line.parentElement) return line;
  line.className = "why";
  line.dataset.problem = "";
  line.setAttribute("role", "alert");
  field.firstElementChild.after(line);
  return line;
}

function problem(place, words) {
  const line = lineOf(place);
  if (!line) return;
  line.textContent = words;
  line.hidden = !words;
}

// The answer is the page as it is now, also where it says what is wrong. Gives null where there was none.
async function send(place, address, body) {
  problem(place, "");
  const answer = await fetch(address, { method: "POST", body }).catch(() => null);
  if (!answer || answer.status >= 500) {
    problem(place, AWAY);
    return null;
  }
  if (answer.redirected && answer.url.includes("/sign-in")) return location.replace(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.ok) swap(page);
  else problem(place, problemOf(page) || AWAY);
  return answer.ok;
}

// One at a time, so that the last word is what stays.
const busy = new WeakMap();

async function keep(form) {
  if (busy.has(form)) return busy.set(form, true);
  busy.set(form, false);
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  await send(form, form.action, body);
  const again = busy.get(form);
  busy.delete(form);
  if (again) await keep(form);
}

async function upload(input) {
  const file = input.files[0];
  if (!file) return;
  if (file.size > Number(input.dataset.most)) {
    input.value = "";
    problem(input, input.dataset.tooLarge);
    return;
  }
  const body = new FormData();
  body.append(input.name, file);
  if (await send(input, input.form.action, body)) input.value = "";
}

for (const form of document.querySelectorAll("[data-keeps]")) {
  form.addEventListener("change", (event) => (event.target.type === "file" ? upload(event.target) : keep(form)));
}
