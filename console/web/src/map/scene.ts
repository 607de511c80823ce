/** What moves on the map at this moment: vehicles, incidents, callers; drawn by the overlay. */
import { incidentOverdue, needsVehicle } from '@/boards/timers'
import { isBusy, isFree } from '@/boards/lists'
import { markOf, type Mark } from '@/boards/marks'
import type { Urgency } from '@/api/views'
import { type Track, trackOf } from '@/live/positions'
import { useBoard } from '@/stores/board'
import { useClock } from '@/stores/clock'
import { useDesk } from '@/stores/desk'
import { useLive } from '@/stores/live'
import { useRanking } from '@/stores/ranking'
import { useRegion } from '@/stores/region'
import { useRoads } from '@/stores/roads'
import { locale } from '@/i18n'
import { layers } from '@/map/layers'
import type { Sprite } from '@/map/sprites'
import type { Ways } from '@/map/useRoutes'

export type Tone = 'away' | 'idle' | 'busy' | 'focus'

export interface VehicleSymbol {
  id: string
  name: string
  state: string
  mark: Mark
  /** Its state in one letter, before its name. */
  letter: string
  tone: Tone
  track: Track
  /** Stands without a task: many of a spot are counted in one symbol. */
  parked: boolean
  stale: boolean
  ringed: boolean
  /** What looks alike may be counted together. */
  alike: string
  /** As it was drawn last, kept while its size and heading stay. */
  drawn?: { look: number; sprite: Sprite }
}

export interface EventSymbol {
  id: string
  kind: 'incident' | 'call'
  lon: number
  lat: number
  urgency: Urgency | null
  look: 'now' | 'waiting' | 'responding'
  ringed: boolean
}

/** Within this circle the caller probably is. */
export interface Doubt {
  lon: number
  lat: number
  radiusM: number
  focused: boolean
}

/** A way still to go: on roads, or a straight guess. */
export interface Way {
  points: readonly (readonly [number, number])[]
  guessed: boolean
  focused: boolean
}

/** A road that is closed, slow, or about to be: told apart by its marks and not only by colour. */
export interface RoadMark {
  look: 'closed' | 'slow' | 'draft'
  points: readonly [number, number][]
}

export interface Scene {
  roads: RoadMark[]
  /** The zone that is being drawn, or has just been. */
  ring: readonly [number, number][]
  doubts: Doubt[]
  ways: readonly Way[]
  vehicles: VehicleSymbol[]
  events: EventSymbol[]
  /** Whether vehicles are named. */
  names: boolean
}

export const EMPTY_SCENE: Scene = { roads: [], ring: [], doubts: [], ways: [], vehicles: [], events: [], names: true }
const MOVING_KMH = 5

type Placed = { id: string; location: { lon: number; lat: number; radius_m?: number | null } | null }

/** The circle of what is in focus always, those of the others as long as they are wanted. */
function doubtsNow(): Doubt[] {
  const [board, desk] = [useBoard(), useDesk()]
  const circle = ({ location }: Placed, focused: boolean): Doubt[] =>
    location?.radius_m ? [{ lon: location.lon, lat: location.lat, radiusM: location.radius_m, focused }] : []
  const inFocus = desk.call ?? desk.incident
  const others = layers.doubts
    ? [...board.incidents.values()].filter((one) => one.state !== 'closed' && one.id !== inFocus?.id)
    : []
  return [...others.flatMap((one) => circle(one, false)), ...(inFocus ? circle(inFocus, true) : [])]
}

const ORDER: Record<Tone, number> = { away: 0, idle: 1, busy: 2, focus: 3 }

function vehicleSymbols(): VehicleSymbol[] {
  const [board, desk, region, ranking, live] = [useBoard(), useDesk(), useRegion(), useRanking(), useLive()]
  const focused = new Set(desk.activeTasks.map((task) => task.vehicle_id))
  const chosen =
    desk.panel === 'candidates' || desk.panel === 'event' ? ranking.selected?.vehicle_id : desk.vehicleId
  const chinese = locale.value === 'zh-CN'
  const symbols: VehicleSymbol[] = []
  for (const fleet of region.present) {
    const [view, track] = [board.vehicles.get(fleet.id), trackOf(fleet.index)]
    if (!view || !track) continue
    const tone: Tone = focused.has(fleet.id)
      ? 'focus'
      : isFree(view.state)
        ? 'idle'
        : isBusy(view.state)
          ? 'busy'
          : 'away'
    const parked = (tone === 'idle' || tone === 'away') && track.speedKmh < MOVING_KMH
    const ringed = fleet.id === chosen
    if (parked && !ringed && !layers.parked) continue
    const mark = markOf(view.state)
    const stale = track.stale || !live.current
    symbols.push({
      id: fleet.id,
      name: fleet.name,
      state: view.state,
      mark,
      letter: chinese ? mark.zh : mark.en,
      tone,
      track,
      parked,
      stale,
      ringed,
      alike: `${tone}${mark.path}${stale}`,
    })
  }
  return symbols.sort((a, b) => ORDER[a.tone] - ORDER[b.tone] || Number(a.ringed) - Number(b.ringed))
}

function eventSymbols(): EventSymbol[] {
  const [board, desk, region, clock] = [useBoard(), useDesk(), useRegion(), useClock()]
  const now = clock.serverNow()
  const symbols: EventSymbol[] = []
  for (const incident of board.incidents.values()) {
    if (!incident.location || incident.state === 'closed') continue
    const late = incidentOverdue(incident, now, region.limitsOf)?.severity === 'now'
    const look = late ? 'now' : needsVehicle(incident) ? 'waiting' : 'responding'
    const { lon, lat } = incident.location
    symbols.push({
      id: incident.id,
      kind: 'incident',
      lon,
      lat,
      urgency: incident.urgency,
      look,
      ringed: desk.incident?.id === incident.id,
    })
  }
  for (const call of board.calls.values()) {
    if (!call.location || call.incident_id || (call.state !== 'ringing' && call.state !== 'talking')) continue
    const { lon, lat } = call.location
    symbols.push({
      id: call.id,
      kind: 'call',
      lon,
      lat,
      urgency: null,
      look: call.state === 'ringing' ? 'now' : 'waiting',
      ringed: desk.call?.id === call.id,
    })
  }
  return symbols.sort((a, b) => Number(a.ringed) - Number(b.ringed))
}

function roadMarks(): RoadMark[] {
  const roads = useRoads()
  const inForce = layers.closures ? roads.inForce : []
  const marks = inForce.flatMap((one) => one.stretches.map(({ points }): RoadMark => ({ look: one.kind, points })))
  const draft = roads.draft?.preview.stretches ?? []
  return [...marks, ...draft.map(({ points }): RoadMark => ({ look: 'draft', points }))]
}

function ringNow(): readonly [number, number][] {
  const { ring, draft } = useRoads()
  return ring ?? (draft?.shape.type === 'zone' ? draft.shape.points : [])
}

function waysNow({ focused, others }: Ways): Way[] {
  const way = (isFocused: boolean) => (one: Ways['focused'][number]): Way => ({
    points: one.points,
    guessed: one.basis === 'estimate',
    focused: isFocused,
  })
  return [...(layers.routes ? others.map(way(false)) : []), ...focused.map(way(true))]
}

export const sceneNow = (ways: Ways): Scene => ({
  roads: roadMarks(),
  ring: ringNow(),
  doubts: doubtsNow(),
  ways: waysNow(ways),
  vehicles: vehicleSymbols(),
  events: eventSymbols(),
  names: layers.names,
})
