// Service worker of the citizens' survey: keeps the page and what it is made of, so that it opens without a line.
// It never sends anything: the page itself sends the form when there is a line again.
"use strict";
const KEPT = "phieu-y-kien-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("phieu-") && name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The page says what it is made of: its own address, style sheets, scripts.
self.addEventListener("message", (event) => {
  if (!event.data || !Array.isArray(event.data.keep)) return;
  event.waitUntil(caches.open(KEPT).then((kept) => Promise.all(event.data.keep.map((address) => kept.add(address).catch(() => {})))));
});

const fromNet = (request) => fetch(request).then((answer) => {
  if (answer.ok) {
    const copy = answer.clone();
    caches.open(KEPT).then((kept) => kept.put(request, copy));
  } else if (answer.status === 410 || answer.status === 404) {
    caches.open(KEPT).then((kept) => kept.delete(request));
  }
  return answer;
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(fromNet(request).catch(() => caches.match(request).then((kept) => kept || Response.error())));
});
