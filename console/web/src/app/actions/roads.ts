/** Closing a road with two actions: point at it, confirm. Zones, K-posts, times; lifting, another end. */
import {
  changeRestrictionEnd,
  previewRestriction,
  reopenRoad,
  type RestrictionWish,
  restrictRoad,
  type RoadShape,
} from '@/api/endpoints'
import type { CutOff, RestrictionDetail, RestrictionPreview } from '@/api/views'
import { locate } from '@/app/actions/incidents'
import { readRoadWords } from '@/command/roadWords'
import { coordinates, metres } from '@/boards/format'
import { readMoment } from '@/boards/moments'
import { t } from '@/i18n'
import { mapCommands } from '@/map/commands'
import { type Option, useChoice } from '@/stores/choice'
import { useClock } from '@/stores/clock'
import { useDesk } from '@/stores/desk'
import { CLOSE_ROAD, useRoads } from '@/stores/roads'
import { useWrites } from '@/stores/writes'

/** Takes in the other carriageway of the road that is pointed at. */
const RADIUS_M = 20
const CORNERS_MIN = 3
const HOUR_MS = 3_600_000
const NAMES_MAX = 4

interface Way {
  label: string
  kind: RestrictionWish['kind']
  factor?: number
  hours?: number
}

const slow = (factor: number): Way => ({ label: 'roads.slow', kind: 'slow', factor })

/** The first is what Enter confirms; what was typed with a share of the speed comes first. */
function waysFor(factor: number | null): Record<string, Way> {
  const ways: Record<string, Way> = {
    closed: { label: 'roads.closed', kind: 'closed' },
    closed2: { label: 'roads.closedHours', kind: 'closed', hours: 2 },
    closed12: { label: 'roads.closedHours', kind: 'closed', hours: 12 },
    most: slow(0.75),
    half: slow(0.5),
    quarter: slow(0.25),
  }
  return factor === null ? ways : { typed: slow(factor), ...ways }
}
let asked = 0

/** The road under the pointer, or in the middle of the map. */
export function closeHere(): void {
  const place = mapCommands.aim()
  if (place) void beginAt(place[0], place[1])
}

/** The next click on the map says which road. */
export function arm(): void {
  const roads = useRoads()
  roads.armed = !roads.armed
  roads.ring = null
  useDesk().panel = 'map'
}

export const beginAt = (lon: number, lat: number): Promise<void> =>
  begin({ type: 'spot', lon, lat, radius_m: RADIUS_M })

/** What the command bar was told; without a road, the one that is pointed at. */
export async function beginWords(typed: string): Promise<void> {
  const words = readRoadWords(typed)
  if (!words) return
  useDesk().panel = 'map'
  if (!words.shape && words.rest) return useWrites().refuse('roadWords')
  const place = mapCommands.aim()
  const spot: RoadShape | null = place && { type: 'spot', lon: place[0], lat: place[1], radius_m: RADIUS_M }
  const shape = words.shape ?? spot
  if (!shape) return
  await begin(shape, words.kind === 'slow' ? (words.factor ?? 0.5) : null)
  const { draft } = useRoads()
  if (draft) Object.assign(draft, { from: words.from, until: words.until })
  const points = draft && words.shape ? draft.preview.stretches[0]?.points : undefined
  const middle = points?.[Math.floor(points.length / 2)]
  if (middle) mapCommands.goTo(middle[0], middle[1])
}

/** Shows on the map what would be closed, and asks. */
async function begin(shape: RoadShape, factor: number | null = null): Promise<void> {
  const [choice, desk, roads, writes] = [useChoice(), useDesk(), useRoads(), useWrites()]
  const turn = ++asked
  desk.panel = 'map' // at once: an Enter before the answer, or after a refusal, must not send a vehicle
  try {
    const preview = await previewRestriction(shape)
    if (turn !== asked) return
    const ways = waysFor(factor)
    Object.assign(roads, { armed: false, ring: null })
    choice.ask({
      kind: CLOSE_ROAD,
      title: titleOf(preview),
      host: 'map',
      options: Object.entries(ways).map(([code, way]) => option(code, way)),
      many: true, // a time that nobody can read keeps the question open
      pick: (code) => void restrict(ways[code]!),
    })
    roads.draft = { shape, preview, from: '', until: '', note: '' }
  } catch (error) {
    if (turn === asked) writes.fail(error)
  }
}

const option = (code: string, way: Way): Option => ({
  code,
  label: t(way.label, { hours: way.hours, percent: Math.round((way.factor ?? 0) * 100) }),
})

function titleOf(preview: RestrictionPreview): string {
  const road = preview.name || t('roads.unnamed')
  const cut = cutOffWords(preview.cut_off)
  return `${t('key.closeRoad')} · ${road} ${metres(preview.length_m)}${cut ? ` · ${cut}` : ''}`
}

/** Whom a closure leaves without a road: the first few by name, the rest counted. */
export function cutOffWords(cut: CutOff): string {
  const names = [...cut.townships, ...cut.stations, ...cut.vehicles].map((one) => one.name)
  if (names.length === 0) return ''
  const more = names.length > NAMES_MAX ? ` … ${names.length}` : ''
  return `${t('roads.cutOff')} ${names.slice(0, NAMES_MAX).join('、')}${more}`
}

export function confirm(): void {
  const first = useChoice().choice?.options[0]
  if (first) useChoice().pick(first.code)
}

/** From when until when; undefined where a time that was typed cannot be read. */
function timesOf(way: Way): Pick<RestrictionWish, 'from_ms' | 'until_ms'> | undefined {
  const [draft, nowMs] = [useRoads().draft!, Math.round(useClock().serverNow())]
  const from = readMoment(draft.from, nowMs)
  const until = from === undefined ? undefined : readMoment(draft.until, nowMs, from ?? nowMs)
  if (from === undefined || until === undefined) return undefined
  const end = until ?? (way.hours ? (from ?? nowMs) + way.hours * HOUR_MS : null)
  return { ...(from ? { from_ms: from } : {}), ...(end ? { until_ms: end } : {}) }
}

async function restrict(way: Way): Promise<void> {
  const [choice, { draft }, writes] = [useChoice(), useRoads(), useWrites()]
  if (!draft) return
  const times = timesOf(way)
  if (!times) return writes.refuse('roadTime')
  const wish: RestrictionWish = {
    kind: way.kind,
    shape: draft.shape,
    note: draft.note.trim(),
    ...(way.factor ? { factor: way.factor } : {}),
    ...times,
  }
  const road = draft.preview.name || t('roads.unnamed')
  await writes.attempt('road', async () => {
    const receipt = await restrictRoad(wish)
    choice.cancel()
    writes.say(`roads.${receipt.applied ? way.kind : 'notYet'}Said`, {
      road,
      cut: cutOffWords(receipt.cut_off),
    })
  })
}

/** A right click with an incident in focus may mean either: one key says which. */
export function offerHere(lon: number, lat: number): void {
  useChoice().ask({
    kind: 'mapHere',
    title: coordinates(lon, lat),
    host: 'map',
    options: [
      { code: 'locate', label: t('roads.locateHere') },
      { code: 'close', label: t('roads.closeHere') },
    ],
    pick: (code) =>
      void (code === 'close' ? beginAt(lon, lat) : locate(lon, lat, 'map_click', coordinates(lon, lat))),
  })
}

export function startZone(): void {
  const roads = useRoads()
  useChoice().cancel()
  Object.assign(roads, { ring: [], armed: false })
  useDesk().panel = 'map'
  mapCommands.focus()
}

/** A corner where the mouse is, else under the cross in the middle. */
export function addCorner(place: [number, number] | null = mapCommands.aim()): void {
  const roads = useRoads()
  if (place && roads.ring) roads.ring = [...roads.ring, place]
}

export function dropCorner(): void {
  const roads = useRoads()
  if (roads.ring) roads.ring = roads.ring.slice(0, -1)
}

export function endZone(): void {
  const { ring } = useRoads()
  if (!ring) return
  if (ring.length < CORNERS_MIN) return useWrites().refuse('roadZone')
  void begin({ type: 'zone', points: [...ring] })
}

export function reopen(one: RestrictionDetail): void {
  const writes = useWrites()
  void writes.attempt(`road:${one.id}`, async () => {
    await reopenRoad(one.id)
    writes.say('roads.reopenedSaid', { road: one.name || t('roads.unnamed') })
  })
}

/** Another end, as it was typed; nothing typed means until it is lifted. */
export async function changeEnd(one: RestrictionDetail, typed: string): Promise<void> {
  const [clock, roads, writes] = [useClock(), useRoads(), useWrites()]
  const nowMs = Math.round(clock.serverNow())
  const until = readMoment(typed, nowMs, Math.max(nowMs, one.from_ms))
  if (until === undefined) return writes.refuse('roadTime')
  await writes.attempt(`road:${one.id}`, async () => {
    await changeRestrictionEnd(one.id, until)
    roads.editing = null
    writes.say('roads.endSaid', { road: one.name || t('roads.unnamed') })
  })
}

function offer(kind: string, title: string, pick: (one: RestrictionDetail) => void): void {
  const [choice, roads] = [useChoice(), useRoads()]
  if (roads.details.length === 0) return useWrites().say('roads.none')
  roads.listOpen = true
  choice.ask({
    kind,
    title,
    host: 'map',
    options: roads.details.map((one) => ({
      code: one.id,
      label: `${t(`roads.${one.kind}Short`)} ${one.name || t('roads.unnamed')}`,
    })),
    pick: (code) => {
      const one = roads.details.find((each) => each.id === code)
      if (one) pick(one)
    },
  })
}

/** One key opens the list, one more lifts a restriction of it. */
export const offerReopen = (): void => offer('reopenRoad', t('key.reopenRoad'), reopen)

/** The same for another end. */
export const offerEnd = (): void =>
  offer('roadEnd', t('key.roadEnd'), (one) => (useRoads().editing = one.id))
