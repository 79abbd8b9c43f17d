// Single keys for those who decide much: the element that names a key in data-key is pressed. They can be switched off.
"use strict";
const STORED = "keys-off";
const note = document.querySelector("[data-keys]");

function off() {
  return localStorage.getItem(STORED) === "1";
}

if (note) {
  const box = note.querySelector("input");
  note.hidden = false;
  box.checked = !off();
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "0" : "1"));
}

document.addEventListener("keydown", (event) => {
  if (off() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea")) return;
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});
