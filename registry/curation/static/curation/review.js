// Keys of the review page: the buttons and choices that are there anyway, without reaching for the mouse.
"use strict";
const form = document.getElementById("review");
const rows = form ? [...form.querySelectorAll("[data-row]")] : [];
const keys = document.getElementById("keys");
let current = 0;

if (form) {
  form.querySelector(".keys").hidden = false;
  keys.checked = localStorage.getItem("review.keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("review.keys", keys.checked ? "on" : "off"));
  document.addEventListener("keydown", pressed);
  rows[current].classList.add("current");
}

function pressed(event) {
  if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || form.dataset.sent) return;
  const typing = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  if (typing) return;
  const key = event.key.toLowerCase();
  const button = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button) send(button);
  else if (event.key === "ArrowDown") show(current + 1);
  else if (event.key === "ArrowUp") show(current - 1);
  else if (/^[0-3u]$/.test(key)) choose(key === "u" ? "unknown" : key);
  else return;
  event.preventDefault();
}

function send(button) {
  form.dataset.sent = "1"; // a key that is held down decides on one resource only
  form.requestSubmit(button);
}

function show(number) {
  rows[current].classList.remove("current");
  current = (number + rows.length) % rows.length;
  rows[current].classList.add("current");
  rows[current].querySelector("input:checked, input").focus({ preventScroll: true });
  rows[current].scrollIntoView({ block: "nearest" });
}

function choose(value) {
  const choice = rows[current].querySelector(`input[value="${value}"]`);
  if (!choice) return;
  choice.checked = true;
  // An aspect that nobody knew is judged once somebody says so, also as unknown.
  if (!rows[current].querySelector("input[type=hidden]")) {
    const known = document.createElement("input");
    Object.assign(known, { type: "hidden", name: choice.name.replace("depth-", "known-"), value: "1" });
    rows[current].append(known);
  }
  choice.focus({ preventScroll: true });
}
