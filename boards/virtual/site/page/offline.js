/**
 * The page's service worker: after the first visit the site needs no network. `make site` fills in `SITE`.
 *
 * A version of the site is fetched as a whole and answered from as a whole, so its parts always belong together. A newer
 * one takes over when no page of the older one is open any more.
 */

const SITE = { version: "", files: [] };
const CACHE = `needlepen-${SITE.version}`;

addEventListener("install", (event) => {
  const whole = SITE.files.map((name) => new Request(name, { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(whole)));
});

addEventListener("activate", (event) => {
  const others = (names) => names.filter((name) => name.startsWith("needlepen-") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(others(names).map((name) => caches.delete(name)))));
});

addEventListener("fetch", (event) => {
  const kept = caches.open(CACHE).then((cache) => cache.match(event.request, { ignoreSearch: true }));
  event.respondWith(kept.then((answer) => answer ?? fetch(event.request)));
});
