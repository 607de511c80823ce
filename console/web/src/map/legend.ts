/** What the symbols on the map mean: only of those that are there. */
import { isBusy } from '@/boards/lists'
import { type Mark, MARKS } from '@/boards/marks'
import type { Scene } from '@/map/scene'

/** One line: a vehicle's symbol with its state, or a sign with its words (`map.legend.<sign>`). */
export type LegendRow =
  | { kind: 'state'; state: string; mark: Mark; busy: boolean; count: number }
  | { kind: 'sign'; sign: Sign }

export const SIGNS = ['heading', 'stale', 'heap', 'call', 'waiting', 'late', 'responding', 'doubt', 'road', 'guess', 'others', 'closed', 'slow'] as const
export type Sign = (typeof SIGNS)[number]

const MOVING_KMH = 5

function isShown(sign: Sign, scene: Scene): boolean {
  const { vehicles, events, ways, roads, doubts } = scene
  switch (sign) {
    case 'heading':
      return vehicles.some((one) => !one.stale && one.track.speedKmh >= MOVING_KMH)
    case 'stale':
      return vehicles.some((one) => one.stale)
    case 'heap':
      return vehicles.filter((one) => one.parked).length > 1
    case 'call':
      return events.some((one) => one.kind === 'call')
    case 'late':
    case 'waiting':
    case 'responding':
      return events.some((one) => one.kind === 'incident' && one.look === (sign === 'late' ? 'now' : sign))
    case 'doubt':
      return doubts.length > 0
    case 'road':
      return ways.some((one) => !one.guessed)
    case 'guess':
      return ways.some((one) => one.guessed)
    case 'others':
      return ways.some((one) => !one.focused)
    case 'closed':
    case 'slow':
      return roads.some((one) => one.look === sign)
  }
}

export function legendOf(scene: Scene): LegendRow[] {
  const counts = new Map<string, number>()
  for (const { state } of scene.vehicles) counts.set(state, (counts.get(state) ?? 0) + 1)
  const states = Object.entries(MARKS)
    .filter(([state]) => counts.has(state))
    .map(([state, mark]): LegendRow => ({ kind: 'state', state, mark, busy: isBusy(state), count: counts.get(state)! }))
  return [...states, ...SIGNS.filter((sign) => isShown(sign, scene)).map((sign): LegendRow => ({ kind: 'sign', sign }))]
}
