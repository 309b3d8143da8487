// The simulator's news and forms without page jumps. Everything also works without this file.
"use strict";

const LIVE = { "X-Drom-Live": "1" };

const log = (phone) => document.querySelector(`[data-log="${CSS.escape(phone)}"]`);
const person = (phone) => document.querySelector(`[data-person="${CSS.escape(phone)}"]`);

// A bubble comes with its day before it, which is shown once; a bubble that is there already is told anew.
function show(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const bubble = made.content.querySelector("[id]");
  const day = made.content.querySelector("[data-day]");
  const talk = log(bubble.dataset.phone);
  const old = document.getElementById(bubble.id);
  if (old) return old.replaceWith(bubble);
  talk?.querySelector(".empty")?.remove();
  if (day && talk && lastDay(talk) !== day.dataset.day) talk.append(day);
  talk?.append(bubble);
  const last = person(bubble.dataset.phone)?.querySelector("small");
  if (last && bubble.dataset.snippet) last.textContent = bubble.dataset.snippet;
}

function lastDay(talk) {
  return [...talk.querySelectorAll("[data-day]")].at(-1)?.dataset.day;
}

function buzz(phone) {
  const whose = person(phone);
  if (!whose || whose.classList.contains("unread")) return;
  whose.classList.add("unread");
  const words = document.createElement("span");
  words.className = "unseen";
  words.textContent = "new message";
  whose.append(words);
}

function clock(words) {
  document.querySelector("[data-clock]").textContent = words;
  for (const hour of document.querySelectorAll("[data-hour]")) hour.textContent = words.slice(-5);
}

function listen() {
  const news = new EventSource(document.body.dataset.events);
  news.addEventListener("bubble", (event) => show(event.data));
  news.addEventListener("buzz", (event) => buzz(event.data));
  news.addEventListener("clock", (event) => clock(event.data));
}

function problem(form, words) {
  const place = form.closest(".phone")?.querySelector("[data-problem]") ?? document.querySelector("[data-problem]");
  place.textContent = words;
}

async function send(form, address, body) {
  problem(form, "");
  try {
    const answer = await fetch(address, { method: "POST", headers: LIVE, body });
    if (!answer.ok) problem(form, (await answer.text()) || "This did not work. Try again.");
    return answer.ok;
  } catch {
    problem(form, "Drom does not answer. Is it running?");
    return false;
  }
}

// Said before it is sent: the server would take all of it first, to say the same.
function tooLarge(form) {
  const found = [...form.querySelectorAll("[data-most]")].find((input) => input.files[0]?.size > input.dataset.most);
  return found?.dataset.tooLarge;
}

async function submit(event) {
  const form = event.target;
  if (!("live" in form.dataset)) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const plain = form.enctype !== "multipart/form-data";
  const sheet = form.closest("details");
  const large = tooLarge(form);
  if (large) problem(form, large);
  const sent = !large && (await send(form, form.action, plain ? new URLSearchParams(body) : body));
  if (sheet) close(sheet);
  if (sent) {
    form.reset();
    const talk = form.closest(".phone")?.querySelector(".log");
    if (talk) talk.scrollTop = 0;
  }
}

// Closing gives the focus back to where the sheet was opened.
function close(sheet) {
  const inside = sheet.contains(document.activeElement);
  sheet.open = false;
  if (inside) sheet.querySelector("summary").focus();
}

function closeAll(except) {
  for (const sheet of document.querySelectorAll("details[open]")) {
    if (!sheet.contains(except) && sheet.querySelector(".sheet")) close(sheet);
  }
}

document.addEventListener("submit", submit);
document.addEventListener("keydown", (event) => event.key === "Escape" && closeAll(null));
document.addEventListener("click", (event) => closeAll(event.target));
listen();
