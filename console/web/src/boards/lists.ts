/** The order in which boards show calls, incidents and vehicles, so that keys and eyes agree. */
import type { FleetVehicle, RegionView } from '@/api/region'
import type { CallView, IncidentView, Level, VehicleView } from '@/api/views'
import { byUrgencyThenWaiting, needsVehicle } from '@/boards/timers'
import type { VehicleFilter } from '@/stores/desk'

const CALL_ORDER: Record<CallView['state'], number> = { talking: 0, ringing: 1, abandoned: 3, ended: 4 }
const ACCEPTED_ORDER = 2
const callOrder = (call: CallView) =>
  call.state === 'talking' && call.incident_id ? ACCEPTED_ORDER : CALL_ORDER[call.state]

/** Being asked first, then ringing from the oldest, then already accepted, then hung up unanswered. */
export function listCalls(calls: Iterable<CallView>): CallView[] {
  const all = [...calls]
  const live = all.filter((call) => call.state === 'talking' || call.state === 'ringing')
  const lost = all
    .filter((call) => call.to_call_back)
  return [...live, ...lost].sort((a, b) => callOrder(a) - callOrder(b) || a.rang_ms - b.rang_ms)
}

export type IncidentGroup = 'groupOpen' | 'groupResponding' | 'groupParked'

export const groupOf = (incident: IncidentView): IncidentGroup =>
  incident.parked ? 'groupParked' : needsVehicle(incident) ? 'groupOpen' : 'groupResponding'

export interface IncidentSection {
  group: IncidentGroup
  incidents: IncidentView[]
}

export function listIncidents(incidents: Iterable<IncidentView>): IncidentSection[] {
  const open = [...incidents].filter((one) => one.state !== 'closed').sort(byUrgencyThenWaiting)
  const groups: IncidentGroup[] = ['groupOpen', 'groupResponding', 'groupParked']
  return groups
    .map((group) => ({ group, incidents: open.filter((one) => groupOf(one) === group) }))
    .filter((section) => section.incidents.length > 0)
}

const FREE = new Set(['available_station', 'available_mobile'])
const AWAY = new Set(['paused', 'off_duty'])

export const isFree = (state: string): boolean => FREE.has(state)
export const isBusy = (state: string): boolean => !FREE.has(state) && !AWAY.has(state)

export interface VehicleLine {
  fleet: FleetVehicle
  view: VehicleView
}

export interface VehicleSection {
  key: string
  level: Level
  county: string
  lines: VehicleLine[]
  free: number
  total: number
}

/** City vehicles first, then each county with its own, then the townships of that county; a county's desk has `home` on top. */
export function listVehicles(
  region: RegionView,
  views: ReadonlyMap<string, VehicleView>,
  keep: (line: VehicleLine) => boolean,
  home = '',
): VehicleSection[] {
  const countyNames = new Map(region.counties.map((county) => [county.code, county.name]))
  const sections = new Map<string, VehicleSection>()
  const sectionOf = (fleet: FleetVehicle): VehicleSection => {
    const county = fleet.level === 'city' ? '' : fleet.county_code
    const place = fleet.level === 'city' ? 1 : county === home ? 0 : 2
    const key = `${place}${county}:${fleet.level === 'township' ? 1 : 0}`
    let section = sections.get(key)
    if (!section) {
      section = {
        key,
        level: fleet.level,
        county: countyNames.get(county) ?? '',
        lines: [],
        free: 0,
        total: 0,
      }
      sections.set(key, section)
    }
    return section
  }
  for (const fleet of region.vehicles) {
    const view = views.get(fleet.id)
    if (!view) continue
    const section = sectionOf(fleet)
    section.total += 1
    if (isFree(view.state)) section.free += 1
    const line = { fleet, view }
    if (keep(line)) section.lines.push(line)
  }
  return [...sections.values()]
    .filter((one) => one.lines.length > 0)
    .sort((a, b) => a.key.localeCompare(b.key))
}

export function keepFor(filter: VehicleFilter, isException: (line: VehicleLine) => boolean) {
  return (line: VehicleLine): boolean => {
    if (filter === 'free') return isFree(line.view.state)
    if (filter === 'busy') return isBusy(line.view.state)
    if (filter === 'exception') return isException(line)
    return true
  }
}
