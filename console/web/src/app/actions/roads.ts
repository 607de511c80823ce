/** Closing a road with two actions: point at it, confirm. And lifting what is over. */
import { previewRestriction, reopenRoad, type RestrictionWish, restrictRoad } from '@/api/endpoints'
import type { CutOff, RestrictionDetail, RestrictionPreview } from '@/api/views'
import { metres } from '@/boards/format'
import { t } from '@/i18n'
import { mapCommands } from '@/map/commands'
import { type Option, useChoice } from '@/stores/choice'
import { useClock } from '@/stores/clock'
import { useDesk } from '@/stores/desk'
import { CLOSE_ROAD, useRoads } from '@/stores/roads'
import { useWrites } from '@/stores/writes'

/** Takes in the other carriageway of the road that is pointed at. */
const RADIUS_M = 20
const HOUR_MS = 3_600_000
const NAMES_MAX = 4

interface Way {
  label: string
  kind: RestrictionWish['kind']
  factor?: number
  hours?: number
}

/** The first is what Enter confirms. */
const WAYS: Record<string, Way> = {
  closed: { label: 'roads.closed', kind: 'closed' },
  closed2: { label: 'roads.closedHours', kind: 'closed', hours: 2 },
  closed12: { label: 'roads.closedHours', kind: 'closed', hours: 12 },
  half: { label: 'roads.slow', kind: 'slow', factor: 0.5 },
  quarter: { label: 'roads.slow', kind: 'slow', factor: 0.25 },
}
let asked = 0

/** The road under the pointer, or in the middle of the map. */
export function closeHere(): void {
  const place = mapCommands.aim()
  if (place) void beginAt(place[0], place[1])
}

/** Shows on the map what would be closed, and asks. */
export async function beginAt(lon: number, lat: number): Promise<void> {
  const [choice, desk, roads, writes] = [useChoice(), useDesk(), useRoads(), useWrites()]
  const turn = ++asked
  try {
    const preview = await previewRestriction(lon, lat, RADIUS_M)
    if (turn !== asked) return
    desk.panel = 'map'
    choice.ask({
      kind: CLOSE_ROAD,
      title: titleOf(preview),
      host: 'map',
      options: Object.entries(WAYS).map(([code, way]) => option(code, way)),
      pick: (code) => void restrict(lon, lat, WAYS[code]!, preview.name),
    })
    roads.draft = { lon, lat, preview }
  } catch (error) {
    if (turn === asked) writes.fail(error)
  }
}

const option = (code: string, way: Way): Option => ({
  code,
  label: t(way.label, { hours: way.hours, percent: (way.factor ?? 0) * 100 }),
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
  useChoice().pick(Object.keys(WAYS)[0]!)
}

async function restrict(lon: number, lat: number, way: Way, name: string): Promise<void> {
  const [clock, writes] = [useClock(), useWrites()]
  const wish: RestrictionWish = {
    kind: way.kind,
    shape: { type: 'spot', lon, lat, radius_m: RADIUS_M },
    ...(way.factor ? { factor: way.factor } : {}),
    ...(way.hours ? { until_ms: Math.round(clock.serverNow()) + way.hours * HOUR_MS } : {}),
  }
  await writes.attempt(`road:${lon},${lat}`, async () => {
    const receipt = await restrictRoad(wish)
    const road = name || t('roads.unnamed')
    writes.say(`roads.${receipt.applied ? way.kind : 'notYet'}Said`, {
      road,
      cut: cutOffWords(receipt.cut_off),
    })
  })
}

export function reopen(one: RestrictionDetail): void {
  const writes = useWrites()
  void writes.attempt(`road:${one.id}`, async () => {
    await reopenRoad(one.id)
    writes.say('roads.reopenedSaid', { road: one.name || t('roads.unnamed') })
  })
}

/** One key opens the list, one more lifts a restriction of it. */
export function offerReopen(): void {
  const [choice, roads] = [useChoice(), useRoads()]
  if (roads.details.length === 0) return useWrites().say('roads.none')
  roads.listOpen = true
  choice.ask({
    kind: 'reopenRoad',
    title: t('key.reopenRoad'),
    host: 'map',
    options: roads.details.map((one) => ({
      code: one.id,
      label: `${t(`roads.${one.kind}Short`)} ${one.name || t('roads.unnamed')}`,
    })),
    pick: (code) => {
      const one = roads.details.find((each) => each.id === code)
      if (one) reopen(one)
    },
  })
}
