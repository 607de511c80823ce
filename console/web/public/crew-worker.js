// Keeps the crew page on the phone, so that it opens in a valley without coverage. Only the page: what
// the crew presses waits in IndexedDB and is sent by the page itself, and nothing of /api is kept here.
const KEPT = 'liandong-crew'
const PAGE = '/crew'
const PARTS = ['/mark.svg', '/crew-192.png', '/crew.webmanifest']
const PATIENCE_MS = 3000

/** Keeps a fresh page: first everything it loads, then itself, then forgets what it needs no more. */
async function keep(page) {
  const kept = await caches.open(KEPT)
  const built = [...(await page.clone().text()).matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path)
  const wanted = [...new Set([...built, ...PARTS])]
  for (const path of wanted) {
    // A built part has its content's hash in its name: the same name is the same part.
    if (!path.startsWith('/assets/') || !(await kept.match(path))) await kept.add(path)
  }
  await kept.put(PAGE, page)
  for (const request of await kept.keys()) {
    const { pathname } = new URL(request.url)
    if (pathname !== PAGE && !wanted.includes(pathname)) await kept.delete(request)
  }
}

/** The newest page while there is a network; behind a network that only pretends, the kept one. */
async function open(event) {
  const kept = await caches.match(PAGE)
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), kept ? PATIENCE_MS : 60_000))
  const fresh = fetch(PAGE, { cache: 'no-cache' }).then((page) => {
    if (!page.ok) return kept ?? page
    event.waitUntil(keep(page.clone()).catch(() => undefined))
    return page
  })
  return (await Promise.race([fresh.catch(() => kept), late])) ?? Response.error()
}

self.addEventListener('install', (event) => {
  event.waitUntil(fetch(PAGE, { cache: 'no-cache' }).then(keep))
  self.skipWaiting()
})

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url)
  if (origin !== self.location.origin || event.request.method !== 'GET') return
  if (event.request.mode === 'navigate' && pathname === PAGE) event.respondWith(open(event))
  else if (pathname.startsWith('/assets/') || PARTS.includes(pathname)) {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)))
  }
})
