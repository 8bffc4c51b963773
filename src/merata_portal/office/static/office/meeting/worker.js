// Answers from this device what is the program itself; nothing of a person is ever kept here, and nothing that is sent
// is ever answered from here. MERATA (version, files, shells by language) is written before this text by the portal, so
// that another program is another script, which the browser then fetches whole.
const KEPT = `merata-musyawarah-${MERATA.version}`;
const FILES = new Set(MERATA.files);
const SCREEN = /^\/kantor\/musyawarah\/([0-9a-f-]{36})\/layar\/$/;

self.addEventListener("install", (event) => {
  const fresh = MERATA.files.map((one) => new Request(one, { cache: "reload", credentials: "omit" }));
  event.waitUntil(
    caches
      .open(KEPT)
      .then((kept) => kept.addAll(fresh))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((one) => one !== KEPT).map((one) => caches.delete(one))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (FILES.has(address.pathname)) {
    // `match` alone makes no cache: after a wipe there is none, and there stays none.
    event.respondWith(caches.match(address.pathname, { cacheName: KEPT }).then((found) => found ?? fetch(request)));
    return;
  }
  const screen = SCREEN.exec(address.pathname);
  if (screen !== null && request.mode === "navigate") {
    // Without a connection the meeting's own screen is the one on this device.
    const here = `${address.origin}${MERATA.shell}#${screen[1]}`;
    event.respondWith(fetch(request).catch(() => Response.redirect(here, 302)));
  }
});
