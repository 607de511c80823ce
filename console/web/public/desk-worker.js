// Keeps what a console needs when its server is gone (SYS-01): the emergency page with all its parts, the
// region, the telephone list and the map. Never the desk itself: an old desk on a new server would be a
// lie, so it always comes from the server, and without one the emergency page stands in its place.
const KEPT = 'liandong-desk'
const TILES = 'liandong-tiles'
const PAGE = '/offline'
const MAP = '/api/map/basemap'
const FACTS = ['/api/region', '/api/phones', '/api/sounds', MAP, '/api/map/roads.geojson', '/api/map/areas.geojson']
const OTHER_PAGES = ['/crew', '/station', '/hospital', '/api', '/live', '/assets']
const PATIENCE_MS = 6000
/** A prefecture has a few MB, a province up to a hundred: so much is kept whole, of a greater one what was looked at. */
const MAP_MAX_BYTES = 128 * 2 ** 20
/** Ranges of a map that is not kept whole, a few hundred bytes to 200 kB each; the oldest leave first. */
const TILES_MAX = 3000

const isPart = (path) => path.startsWith('/assets/')

/** The page's parts and whatever those name in turn, each with its content's hash in its name. */
async function partsOf(page, kept) {
  const found = new Set()
  const search = (text) =>
    [...text.matchAll(/assets\/(?:offline\/)?[\w.-]+\.(?:js|css)/g)].map(([name]) => `/${name}`).filter((path) => !found.has(path))
  const queue = search(await page.clone().text())
  while (queue.length) {
    const path = queue.pop()
    if (found.has(path)) continue
    found.add(path)
    let part = await kept.match(path)
    if (!part) {
      part = await fetch(path)
      if (!part.ok || !/javascript|css/.test(part.headers.get('Content-Type') ?? '')) continue
      await kept.put(path, part.clone())
    }
    if (path.endsWith('.js')) queue.push(...search(await part.text()))
  }
  return found
}

/** Keeps a fresh page: first its parts, then itself, then forgets what it needs no more. */
async function keep() {
  const page = await fetch(PAGE, { cache: 'no-cache' })
  if (!page.ok) return
  const kept = await caches.open(KEPT)
  const parts = await partsOf(page, kept)
  await kept.put(PAGE, page)
  for (const request of await kept.keys()) {
    const { pathname } = new URL(request.url)
    if (isPart(pathname) && !parts.has(pathname)) await kept.delete(request)
  }
}

/** Each as it is now; what cannot be had stays as it was. */
async function keepFacts() {
  const kept = await caches.open(KEPT)
  const take = async (path) => {
    const fresh = await fetch(path)
    if (!fresh.ok) return
    await kept.put(path, fresh.clone())
    if (path === MAP) await keepMap(fresh)
  }
  await Promise.allSettled(FACTS.map(take))
}

let bringing = null

/** The map's whole file, once: its address names its version. What was kept of another one is forgotten. */
async function bringMap(tiles) {
  const kept = await caches.open(TILES)
  if (await kept.match(tiles)) return
  const abort = new AbortController()
  const file = await fetch(tiles, { signal: abort.signal })
  if (!file.ok || Number(file.headers.get('Content-Length') ?? Infinity) > MAP_MAX_BYTES) return abort.abort()
  await kept.put(tiles, file)
  const { href } = new URL(tiles, self.location.origin)
  await Promise.all((await kept.keys()).filter(({ url }) => url !== href).map((request) => kept.delete(request)))
}

/** After each word of the server on which map to draw; while it is being made, the page asks again. */
async function keepMap(told) {
  const { tiles } = await told.json()
  if (tiles) await (bringing ??= bringMap(tiles).finally(() => (bringing = null)))
}

const patience = () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), PATIENCE_MS))

/** The server's own page; without a server the emergency page, whatever address was asked for. */
async function open(request) {
  const kept = await caches.match(PAGE)
  if (!kept) return fetch(request)
  return Promise.race([fetch(request), patience()]).catch(() => kept)
}

/** The newest while there is a server, else what was told last. */
async function fact(request, path, event) {
  const kept = await caches.open(KEPT)
  try {
    const fresh = await fetch(request)
    if (fresh.ok) await kept.put(path, fresh.clone())
    if (fresh.ok && path === MAP) event.waitUntil(keepMap(fresh.clone()).catch(() => undefined))
    return fresh
  } catch (error) {
    return (await kept.match(path)) ?? Promise.reject(error)
  }
}

/** The bytes that a request asks of a file that is kept whole; its last byte may be named beyond the end. */
async function partOf(whole, asked) {
  const file = await whole.blob()
  const [first, last] = asked.match(/\d+/g).map(Number)
  const part = file.slice(first, last + 1)
  const headers = new Headers(whole.headers)
  headers.set('Content-Length', part.size)
  headers.set('Content-Range', `bytes ${first}-${first + part.size - 1}/${file.size}`)
  return new Response(part, { status: 206, headers })
}

/** A part of the map's file. A cache takes no answer in part, so each is kept as an answer under its range. */
async function range(request, event) {
  const asked = request.headers.get('Range')
  const key = `${request.url}&${asked}`
  const tiles = await caches.open(TILES)
  const whole = await tiles.match(request.url)
  if (whole && /^bytes=\d+-\d+$/.test(asked ?? '')) return partOf(whole, asked)
  try {
    const fresh = await fetch(request)
    if (fresh.status === 206) {
      const copy = fresh.clone()
      event.waitUntil(
        copy.arrayBuffer().then((bytes) => tiles.put(key, new Response(bytes, { headers: copy.headers }))).catch(() => undefined),
      )
    }
    return fresh
  } catch (error) {
    const kept = await tiles.match(key)
    if (!kept) throw error
    return new Response(await kept.arrayBuffer(), { status: 206, headers: kept.headers })
  }
}

async function prune() {
  const tiles = await caches.open(TILES)
  const all = await tiles.keys()
  await Promise.all(all.slice(0, Math.max(0, all.length - TILES_MAX)).map((request) => tiles.delete(request)))
}

self.addEventListener('install', (event) => {
  event.waitUntil(keep())
  self.skipWaiting()
})
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([prune(), self.clients.claim()])))

// The desk says when it has a server: what is kept follows a new release at once.
self.addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(Promise.allSettled([keep(), keepFacts()]))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { pathname, origin } = new URL(request.url)
  if (origin !== self.location.origin || request.method !== 'GET') return
  if (request.mode === 'navigate') {
    if (!OTHER_PAGES.some((path) => pathname === path || pathname.startsWith(`${path}/`))) event.respondWith(open(request))
  } else if (FACTS.includes(pathname)) event.respondWith(fact(request, pathname, event))
  else if (pathname === '/api/map/basemap.pmtiles') event.respondWith(range(request, event))
  else if (isPart(pathname)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)))
})
