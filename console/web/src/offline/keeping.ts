/**
 * Beside the running desk: what the console will need without its server is kept while it has one.
 * Comes after the first screen, and asks for nothing that a dispatch waits for.
 */
import { watch } from 'vue'
import { forgetForms, prune } from '@/drafts/keptForm'
import { addWords } from '@/i18n'
import { trackOf } from '@/live/positions'
import { keepBoard, wipeBoard } from '@/offline/shelf'
import { useBoard } from '@/stores/board'
import { useClock } from '@/stores/clock'
import { useLive } from '@/stores/live'
import { useRegion } from '@/stores/region'
import { useSession } from '@/stores/session'
import { useWrites } from '@/stores/writes'

const EVERY_MS = 5000
const AT_DESK = ['dispatcher', 'shift_leader', 'admin']

addWords({
  'zh-CN': { 'offline.newer': '服务器已更新，本页仍是旧版：请在方便时刷新（F5），半填的表单会保留' },
  en: { 'offline.newer': 'The server is newer than this page: reload (F5) when you can, half-filled forms are kept' },
})

async function register(): Promise<void> {
  // Only https and localhost allow it; elsewhere the console says nothing it cannot keep.
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  await navigator.serviceWorker.register('/desk-worker.js', { scope: '/' })
  const ready = await navigator.serviceWorker.ready
  // It fetches what it keeps itself: this page is not in its hands before the worker has claimed it.
  ready.active?.postMessage('keep')
}

/** The desk's own first part, as its page names it: another name is another release. */
const entryIn = (page: string) => /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1]

async function compareRelease(): Promise<void> {
  const page = await fetch('/', { cache: 'no-cache' }).then((answer) => answer.text()).catch(() => '')
  const [theirs, ours] = [entryIn(page), document.querySelector('script[type=module][src]')?.getAttribute('src')]
  if (theirs && ours && theirs !== ours) useWrites().say('offline.newer')
}

export function keepForLater(): void {
  const [board, clock, live, region, session] = [useBoard(), useClock(), useLive(), useRegion(), useSession()]
  prune()
  const atDesk = () => AT_DESK.includes(session.user?.role ?? '')
  /** Where a vehicle is by the position lane, which the board itself does not follow. */
  const fixOf = (id: string) => {
    const track = trackOf(region.vehicle(id)?.index ?? -1)
    if (!track || track.fixMs === null) return null
    return { lon: track.toLon, lat: track.toLat, at_ms: track.fixMs, speed_kmh: track.speedKmh, heading_deg: track.headingDeg, stale: true }
  }
  const save = () => {
    const user = session.user
    if (!user || !atDesk() || board.seq === null || !live.current) return
    void keepBoard({
      nowMs: clock.nowMs,
      keptMs: Date.now(),
      seq: board.seq,
      user: { username: user.username, name: user.name, unit: user.unit ?? '', role: user.role },
      // What is over and what a caller said is nothing that a console without a server needs.
      incidents: [...board.incidents.values()].filter(({ state }) => state !== 'closed'),
      vehicles: [...board.vehicles.values()].map((one) => ({ ...one, fix: fixOf(one.id) ?? one.fix })),
      restrictions: [...board.restrictions.values()],
      books: [...board.collection('books').values()],
      seats: [...board.collection('seats').values()],
    }).catch(() => undefined)
  }
  setInterval(save, EVERY_MS)
  watch(
    () => session.user?.username,
    (now, before) => {
      if (now && atDesk()) void register().catch(() => undefined)
      if (now || !before) return
      forgetForms(before)
      void wipeBoard().catch(() => undefined)
    },
    { immediate: true },
  )
  // A server that has started anew may be another release.
  watch(
    () => board.epoch,
    (now, before) => {
      if (now && before && now !== before) void compareRelease()
    },
  )
}
