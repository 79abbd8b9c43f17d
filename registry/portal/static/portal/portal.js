// What a page can do better with a script; without it everything works.
"use strict";
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js");

// A page that comes from what the browser has kept says so.
if (!navigator.onLine && document.body.dataset.offline) {
  const note = document.createElement("p");
  note.className = "note warning";
  note.setAttribute("role", "status");
  note.textContent = document.body.dataset.offline;
  document.getElementById("main").prepend(note);
}

// The zone of the device is offered where none has been chosen.
const zone = document.querySelector("select[name=zone]");
if (zone && !zone.value) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === own)) zone.value = own;
}

const share = document.querySelector("[data-share]");
if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", () => {
    navigator.share({ title: document.title, url: share.dataset.share }).catch(() => undefined);
  });
}
