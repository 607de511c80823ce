/**
 * A simulated day as a feed of the replay's player: the same boards and symbols, other times.
 *
 * The server tells calls, what crews reported and where they drove; here that becomes the frames
 * that the live channel would have sent. Times are milliseconds of the simulated world.
 */
import type { FleetVehicle, RegionView } from '@/api/region'
import type { IncidentView, RouteView, Snapshot, TaskView, Urgency, VehicleView } from '@/api/views'
import type { ChangesFrame } from '@/live/protocol'
import type { Day } from '@/planner/api'
import type { PastFix, PastLine, ReplayFeed } from '@/replay/feed'

export const DAY_MS = 86_400_000
const CHUNK_S = 900
const FIX_EVERY_S = 10
const URGENCIES: readonly Urgency[] = ['I', 'II', 'III', 'IV']
const METRES_PER_DEGREE = 111_195
const EPOCH = 'simulated'
type Bend = readonly [lon: number, lat: number, atS: number]

/** The midnight at which a played day begins, in China. */
export const midnightOf = (day: Day): number => Date.parse(`${day.days[day.day]!.date}T00:00:00+08:00`)

/** The register as the scenario has it: vehicles that it adds are there, others stand where it puts them. */
export function fleetOf(day: Day, region: RegionView): FleetVehicle[] {
  const known = new Map(region.vehicles.map((one) => [one.id, one]))
  return day.vehicles.map((one, index) => ({
    plate: '', kind: '', capabilities: [],
    ...known.get(one.id),
    index,
    id: one.id,
    name: one.name,
    level: one.level as FleetVehicle['level'],
    station_code: one.station,
    station_name: one.station_name,
    county_code: one.county,
  }))
}

interface Moment {
  atS: number
  /** Of the same second: first it rings, then crews report, then it is over. */
  turn: 0 | 1 | 2
  happen: (lived: DayLived, atMs: number) => Happened
}
interface Happened {
  incidents: IncidentView[]
  vehicle: VehicleView | null
  lines: PastLine[]
}
type Step = Day['steps'][number]

const where = (bends: readonly Bend[], atS: number): { lon: number; lat: number; kmh: number; heading: number } => {
  const next = bends.findIndex(([, , s]) => s >= atS)
  const [b, a] = [bends[next < 0 ? bends.length - 1 : next]!, bends[Math.max(0, (next < 0 ? bends.length : next) - 1)]!]
  const lasts = b[2] - a[2]
  if (next <= 0 || lasts <= 0) return { lon: b[0], lat: b[1], kmh: 0, heading: 0 }
  const share = (atS - a[2]) / lasts
  const east = (b[0] - a[0]) * METRES_PER_DEGREE * Math.cos((a[1] * Math.PI) / 180)
  const north = (b[1] - a[1]) * METRES_PER_DEGREE
  return {
    lon: a[0] + share * (b[0] - a[0]),
    lat: a[1] + share * (b[1] - a[1]),
    kmh: Math.round((Math.hypot(east, north) / lasts) * 3.6),
    heading: Math.round((Math.atan2(east, north) * 180) / Math.PI + 360) % 360,
  }
}

interface Words {
  kind: string
  zh: string
  en: string
}
/** Why a vehicle does something else now: the kind of line, and what it says after the vehicle's name. */
const WHY: Readonly<Record<string, readonly [kind: string, zh: string, en: string]>> = {
  recalled: ['Recalled', '改派给更急的病人', 'is called off for a more urgent patient'],
  called_off: ['CalledOff', '退车', 'is not needed any more'],
  stand_by: ['StandsBy', '机动待命，去 ', 'goes to wait at '],
  shift_begins: ['ShiftChanged', '上班', 'begins its shift'],
  shift_ends: ['ShiftChanged', '下班', 'ends its shift'],
  pause_begins: ['Paused', '暂停调用', 'pauses'],
  pause_ends: ['Paused', '恢复调用', 'is back from its pause'],
}

/** One day, lived through from its first moment; a feed makes one anew whenever it is opened. */
class DayLived {
  readonly incidents = new Map<string, IncidentView>()
  readonly vehicles = new Map<string, VehicleView>()
  private seq = 0
  private readonly names: Map<string, string>
  readonly ids: string[]

  constructor(
    readonly day: Day,
    readonly region: RegionView,
    readonly midnightMs: number,
  ) {
    const serials = new Map<string, number>()
    this.ids = day.calls.map((call) => {
      const county = this.town(call.place)?.county_code ?? region.code
      const serial = (serials.get(county) ?? 0) + 1
      serials.set(county, serial)
      return `${day.days[day.day]!.date.replaceAll('-', '')}-${county}-${String(serial).padStart(4, '0')}`
    })
    this.names = new Map(day.vehicles.map(({ id, name }) => [id, name]))
    for (const { id } of day.vehicles) this.vehicles.set(id, this.vehicle(id, 'available_station', null, null))
  }

  town(place: string) {
    return this.region.townships.find(({ code }) => code === place.split('.')[0])
  }

  vehicle(id: string, state: string, incident: string | null, sinceMs: number | null): VehicleView {
    return {
      id, state, incident_id: incident, task_id: incident && `${incident}-${id}`,
      pause_reason: null, since_ms: sinceMs,
    }
  }

  line(atMs: number, id: string, kind: string, zh: string, en: string): PastLine {
    return { seq: ++this.seq, at_ms: atMs, incident_id: id, kind, zh, en }
  }

  /** Everything that happens, in order. */
  moments(): Moment[] {
    const { calls, steps } = this.day
    const found: Moment[] = calls.flatMap((call, n): Moment[] => [
      { atS: call.rings_s, turn: 0, happen: (it: DayLived, atMs: number) => it.ring(n, atMs) },
      ...(call.over_s === null ? [] : [{ atS: call.over_s, turn: 2 as const, happen: (it: DayLived, atMs: number) => it.over(n, atMs) }]),
    ])
    found.push(...steps.map((step) => ({ atS: step.at_s, turn: 1 as const, happen: (it: DayLived, atMs: number) => it.report(step, atMs) })))
    return found.sort((a, b) => a.atS - b.atS || a.turn - b.turn)
  }

  private ring(n: number, atMs: number): Happened {
    const [call, id] = [this.day.calls[n]!, this.ids[n]!]
    const town = this.town(call.place)
    const county = this.region.counties.find(({ code }) => code === town?.county_code)
    const urgency = URGENCIES[call.urgency - 1] ?? null
    const area = [county?.name ?? '', town?.name ?? '']
    const incident: IncidentView = {
      id, state: 'open', parked: false, kind: 'rescue', owner_unit: town?.county_code ?? '',
      opened_ms: atMs, first_call_ms: atMs, address: area.join(''), complaint: null, urgency, needs: [],
      patient_count: 1, infection: null, county_code: town?.county_code ?? null, township_code: town?.code ?? null,
      location: { lon: call.lon, lat: call.lat, radius_m: null, method: null, datum: 'WGS84', at_ms: atMs, area, outside: false },
      call_ids: [], acceptances: [], tasks: [], version: 1,
    }
    this.incidents.set(id, incident)
    const words = `${urgency} ${area.join('')}`
    return { incidents: [incident], vehicle: null, lines: [this.line(atMs, id, 'IncidentOpened', `呼叫 ${words}`, `call ${words}`)] }
  }

  private over(n: number, atMs: number): Happened {
    const [call, id] = [this.day.calls[n]!, this.ids[n]!]
    const before = this.incidents.get(id)
    if (!before) return { incidents: [], vehicle: null, lines: [] }
    const incident: IncidentView = { ...before, state: 'closed', tasks: before.tasks.map((task) => ({ ...task, active: false })) }
    this.incidents.set(id, incident)
    const [zh, en] = call.cancelled ? ['呼叫取消', 'called off'] : ['结束', 'closed']
    return { incidents: [incident], vehicle: null, lines: [this.line(atMs, id, 'IncidentClosed', zh, en)] }
  }

  private report(step: Step, atMs: number): Happened {
    const id = step.call === null ? null : this.ids[step.call]!
    const before = id === null ? undefined : this.incidents.get(id)
    const left = this.leave(step.vehicle, before ? id : null)
    const was = this.vehicles.get(step.vehicle)?.state ?? ''
    const vehicle = this.vehicle(step.vehicle, step.state, before ? id : null, atMs)
    this.vehicles.set(vehicle.id, vehicle)
    const told = this.words(step, was)
    const lines = told ? [this.line(atMs, left[0]?.id ?? '', told.kind, told.zh, told.en)] : []
    if (!before || !id) return { incidents: left, vehicle, lines }
    const incident: IncidentView = { ...before, state: 'responding', tasks: reported(before, step, atMs) }
    this.incidents.set(id, incident)
    const { kind, zh, en } = this.stated(step)
    return { incidents: [...left, incident], vehicle, lines: [...lines, this.line(atMs, id, kind, zh, en)] }
  }

  private stated({ vehicle, state }: Step): Words {
    const [zh, en] = this.region.states[state] ?? [state, state]
    return { kind: 'StatusReported', zh: `${this.name(vehicle)} ${zh}`, en: `${this.name(vehicle)} ${en}` }
  }

  /** What its state alone does not say. */
  private words(step: Step, was: string): Words | null {
    if (!step.why) return null
    const ways: Record<string, string> = {
      shift: step.state === 'off_duty' ? 'shift_ends' : 'shift_begins',
      pause: step.state === 'paused' ? 'pause_begins' : 'pause_ends',
    }
    // Who was off duty when the day began does not go off duty at midnight.
    if (step.at_s <= 0 && was === 'available_station') return null
    const station = this.region.units.find(({ code }) => code === step.station)?.name ?? step.station ?? ''
    const [kind, zh, en] = WHY[ways[step.why] ?? step.why]!
    const name = this.name(step.vehicle)
    return { kind, zh: `${name} ${zh}${station}`, en: `${name} ${en}${station}` }
  }

  private name(vehicle: string): string {
    return this.names.get(vehicle) ?? vehicle
  }

  /** Its orders elsewhere end: whoever it left behind waits again, or has another crew. */
  private leave(vehicle: string, kept: string | null): IncidentView[] {
    const at = this.vehicles.get(vehicle)?.incident_id
    const before = at && at !== kept ? this.incidents.get(at) : undefined
    if (!before || before.state === 'closed') return []
    const tasks = before.tasks.map((task) => (task.vehicle_id === vehicle ? { ...task, active: false } : task))
    const incident: IncidentView = { ...before, tasks, state: tasks.some(({ active }) => active) ? before.state : 'open' }
    this.incidents.set(incident.id, incident)
    return [incident]
  }
}

function reported(incident: IncidentView, step: Step, atMs: number): TaskView[] {
  const id = `${incident.id}-${step.vehicle}`
  const stamp = { state: step.state, at_ms: atMs, received_ms: atMs, origin: 'manual', by: null, late: false }
  const before = incident.tasks.find((task) => task.id === id)
  const stamps = before ? [...before.stamps, stamp] : [{ ...stamp, state: 'assigned' }, stamp]
  const task: TaskView = {
    id, incident_id: incident.id, acceptance_id: '', vehicle_id: step.vehicle, state: step.state, active: true,
    stamps, hospital_code: step.hospital ?? before?.hospital_code ?? null,
    eta_ms: null, eta_basis: null, result: null, reason: null, ordered_by: null,
  }
  return [...incident.tasks.filter((one) => one.id !== id), task]
}

function startFixes(day: Day, index: Map<string, number>, midnightMs: number): PastFix[] {
  const first = new Map<string, readonly Bend[]>()
  for (const { vehicle, points } of day.drives) {
    const bends = points as unknown as Bend[]
    const earlier = first.get(vehicle)
    if (!earlier || bends[0]![2] < earlier[0]![2]) first.set(vehicle, bends)
  }
  return day.vehicles.map(({ id, lon, lat }) => {
    const bends = first.get(id)
    const at = bends ? where(bends, 0) : { lon, lat, kmh: 0, heading: 0 }
    return [index.get(id)!, midnightMs, midnightMs, at.lon, at.lat, at.kmh, at.heading] as PastFix
  })
}

/** Fixes of everybody who drives between two moments, as terminals would send them. */
function fixesBetween(day: Day, index: Map<string, number>, midnightMs: number, fromS: number, toS: number): PastFix[] {
  const found: PastFix[] = []
  for (const { vehicle, points } of day.drives) {
    const bends = points as unknown as Bend[]
    const [begins, ends] = [bends[0]![2], bends.at(-1)![2]]
    if (ends <= fromS || begins > toS) continue
    const at = (second: number, stands: boolean) => {
      const { lon, lat, kmh, heading } = where(bends, second)
      const ms = midnightMs + second * 1000
      found.push([index.get(vehicle)!, ms, ms, lon, lat, stands ? 0 : kmh, heading])
    }
    for (let s = Math.max(begins, fromS + FIX_EVERY_S); s <= Math.min(ends, toS); s += FIX_EVERY_S) at(s, false)
    if (ends <= toS) at(ends, true)
  }
  return found.sort((a, b) => a[2] - b[2])
}

/** The feed of one simulated day. */
export function dayFeed(day: Day, region: RegionView): ReplayFeed {
  const midnightMs = midnightOf(day)
  const index = new Map(day.vehicles.map(({ id }, nth) => [id, nth]))
  return async function* (fromMs, toMs, signal) {
    const lived = new DayLived(day, region, midnightMs)
    const moments = lived.moments()
    let next = 0
    let seq = 0
    const log: PastLine[] = []
    for (; next < moments.length && moments[next]!.atS <= 0; next += 1) {
      log.push(...moments[next]!.happen(lived, midnightMs + moments[next]!.atS * 1000).lines)
    }
    const board: Snapshot = {
      epoch: EPOCH, seq, now_ms: fromMs, clock: { simulated: true, speed: 1, paused: true }, calls: [],
      incidents: [...lived.incidents.values()].filter(({ state }) => state !== 'closed'),
      vehicles: [...lived.vehicles.values()], restrictions: [],
    }
    yield { type: 'start', from_ms: fromMs, to_ms: toMs, board, fixes: startFixes(day, index, midnightMs) }
    for (let fromS = 0; fromS < DAY_MS / 1000 && !signal.aborted; fromS += CHUNK_S) {
      const changes: ChangesFrame[] = []
      for (; next < moments.length && moments[next]!.atS <= fromS + CHUNK_S; next += 1) {
        const atMs = midnightMs + moments[next]!.atS * 1000
        const { incidents, vehicle, lines } = moments[next]!.happen(lived, atMs)
        const closed = incidents.filter(({ state }) => state === 'closed').map(({ id }) => id)
        seq += 1
        changes.push({
          type: 'changes', seq, at_ms: atMs, calls: [],
          incidents: incidents.filter(({ state }) => state !== 'closed'),
          vehicles: vehicle ? [vehicle] : [],
          ...(closed.length && { removed: { incidents: closed } }),
        })
        log.push(...lines)
      }
      yield {
        type: 'minute', from_ms: midnightMs + fromS * 1000, to_ms: midnightMs + (fromS + CHUNK_S) * 1000,
        changes, fixes: fixesBetween(day, index, midnightMs, fromS, fromS + CHUNK_S), log: log.splice(0),
      }
    }
    yield { type: 'end', passed_over: 0 }
  }
}

const ROUTE = /^\/tasks\/([^/]+)\/route$/

/** The way that a vehicle of a task drives at a moment, where the boards ask for it. */
export function wayOf(day: Day, path: string, nowMs: number): RouteView | null {
  const task = decodeURIComponent(ROUTE.exec(path)?.[1] ?? '')
  const nowS = (nowMs - midnightOf(day)) / 1000
  const drive = day.drives.find(
    ({ vehicle, points }) => task.endsWith(`-${vehicle}`) && points[0]![2]! <= nowS && nowS < points.at(-1)![2]!,
  )
  if (!task || !drive) return null
  const bends = drive.points as unknown as Bend[]
  const at = where(bends, nowS)
  const ahead = bends.filter(([, , s]) => s > nowS)
  return {
    points: [[at.lon, at.lat], ...ahead.map(([lon, lat]): [number, number] => [lon, lat])],
    passed_s: [0, ...ahead.map(([, , s]) => s - nowS)],
    duration_s: ahead.at(-1)![2] - nowS,
    length_m: 0,
    basis: drive.by_road ? 'road' : 'estimate',
    to: 'scene',
  }
}
