// Keeps pages that a reader has opened, so that they can be read again without a connection. Everything else goes
// to the network as if this were not here.
"use strict";
const KEPT = ["/plan/", "/saved/", "/calendar/", "/resources/"]; // pages whose addresses begin so
const MOST = 60; // pages; the one that was opened longest ago goes first
const PAGES = "pages-1", PARTS = "parts-1", OFFLINE = "/offline/";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PARTS).then((parts) => parts.add(OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== PAGES && name !== PARTS);
  const emptied = caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name))));
  event.waitUntil(emptied.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, address));
  else if (address.pathname.startsWith("/static/")) event.respondWith(part(event));
});

async function page(event, address) {
  try {
    const answer = await fetch(event.request);
    if (KEPT.some((start) => address.pathname.startsWith(start)) && isPage(answer)) {
      event.waitUntil(keep(address, answer.clone()));
    }
    return answer;
  } catch (error) {
    return await kept(address) || await caches.match(OFFLINE) || Response.error();
  }
}

const isPage = (answer) => answer.ok && (answer.headers.get("Content-Type") || "").startsWith("text/html");

async function keep(address, answer) {
  const pages = await caches.open(PAGES), key = address.pathname + address.search;
  await pages.delete(key); // so that it comes last
  await pages.put(key, answer);
  const keys = await pages.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((one) => pages.delete(one)));
}

async function kept(address) {
  const pages = await caches.open(PAGES), how = { ignoreVary: true };
  return await pages.match(address.pathname + address.search, how)
    || await pages.match(address.pathname, { ...how, ignoreSearch: true });
}

// What pages are made of: at once from what is kept, and fetched anew for the next time.
async function part(event) {
  const parts = await caches.open(PARTS), before = await parts.match(event.request, { ignoreVary: true });
  const anew = fetch(event.request).then(async (answer) => {
    if (answer.ok) await parts.put(event.request, answer.clone());
    return answer;
  });
  if (!before) return anew;
  event.waitUntil(anew.catch(() => undefined));
  return before;
}
