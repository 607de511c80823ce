/** What moves on the map at this moment: vehicles, incidents, callers; drawn by the overlay. */
import { incidentOverdue, needsVehicle } from '@/boards/timers'
import { isBusy, isFree } from '@/boards/lists'
import { markOf, type Mark } from '@/boards/marks'
import type { RouteView, Urgency } from '@/api/views'
import { type Track, trackOf } from '@/live/positions'
import { useBoard } from '@/stores/board'
import { useClock } from '@/stores/clock'
import { useDesk } from '@/stores/desk'
import { useLive } from '@/stores/live'
import { useRanking } from '@/stores/ranking'
import { useRegion } from '@/stores/region'
import { useRoads } from '@/stores/roads'

export type Tone = 'away' | 'idle' | 'busy' | 'focus'

export interface VehicleSymbol {
  id: string
  name: string
  mark: Mark
  tone: Tone
  track: Track
  stale: boolean
  ringed: boolean
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

export interface Doubt {
  lon: number
  lat: number
  radiusM: number
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
  doubt: Doubt | null
  routes: readonly RouteView[]
  vehicles: VehicleSymbol[]
  events: EventSymbol[]
}

export const EMPTY_SCENE: Scene = { roads: [], ring: [], doubt: null, routes: [], vehicles: [], events: [] }

/** The circle within which the caller in focus probably is. */
function doubtNow(): Doubt | null {
  const desk = useDesk()
  const place = desk.call?.location ?? desk.incident?.location
  return place?.radius_m ? { lon: place.lon, lat: place.lat, radiusM: place.radius_m } : null
}

const ORDER: Record<Tone, number> = { away: 0, idle: 1, busy: 2, focus: 3 }

function vehicleSymbols(): VehicleSymbol[] {
  const [board, desk, region, ranking, live] = [useBoard(), useDesk(), useRegion(), useRanking(), useLive()]
  const focused = new Set(desk.activeTasks.map((task) => task.vehicle_id))
  const chosen =
    desk.panel === 'candidates' || desk.panel === 'event' ? ranking.selected?.vehicle_id : desk.vehicleId
  const symbols: VehicleSymbol[] = []
  for (const fleet of region.region?.vehicles ?? []) {
    const [view, track] = [board.vehicles.get(fleet.id), trackOf(fleet.index)]
    if (!view || !track) continue
    const tone: Tone = focused.has(fleet.id)
      ? 'focus'
      : isFree(view.state)
        ? 'idle'
        : isBusy(view.state)
          ? 'busy'
          : 'away'
    symbols.push({
      id: fleet.id,
      name: fleet.name,
      mark: markOf(view.state),
      tone,
      track,
      stale: track.stale || !live.current,
      ringed: fleet.id === chosen,
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
  const marks = roads.inForce.flatMap((one) =>
    one.stretches.map(({ points }): RoadMark => ({ look: one.kind, points })),
  )
  const draft = roads.draft?.preview.stretches ?? []
  return [...marks, ...draft.map(({ points }): RoadMark => ({ look: 'draft', points }))]
}

function ringNow(): readonly [number, number][] {
  const { ring, draft } = useRoads()
  return ring ?? (draft?.shape.type === 'zone' ? draft.shape.points : [])
}

export const sceneNow = (routes: readonly RouteView[]): Scene => ({
  roads: roadMarks(),
  ring: ringNow(),
  doubt: doubtNow(),
  routes,
  vehicles: vehicleSymbols(),
  events: eventSymbols(),
})
