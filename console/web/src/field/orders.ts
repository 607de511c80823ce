/** Orders as a crew meets them: which is on, what has changed since it was read, what became of it. */
import type { HospitalChoice, IncidentView, Location, TaskView } from '@/api/views'
import type { Press } from '@/field/outbox'

export interface CallerView {
  number: string
  rang_ms: number
  words: string
}

/** A place to drive to, (lon, lat) in each datum that a map app may want. */
export interface GoalView {
  name: string
  phone: string
  places: Record<string, [number, number]>
}

/** What goes out with an order beside the incident (派车单). */
export interface OrderSlip {
  task_id: string
  centre_name: string
  centre_phone: string
  callers: CallerView[]
  scene: GoalView | null
  hospital: GoalView | null
  station: GoalView
  /** Where it meets the other crew of its pair; null on the scene. */
  meeting: GoalView | null
  meets_vehicle: string | null
  meets_ms: number | null
  /** Where somebody waits, whom to ring, what to bring, how sure the point is (DSP-06). */
  meeting_place?: string
  contact_phone?: string
  special_needs?: string
  radius_m?: number | null
}

export interface Order {
  task: TaskView
  incident: IncidentView
}

/** What a crew acts by; when one of these changes under way it has to be told. */
export interface Essentials {
  address: string
  complaint: string
  urgency: string
  patients: string
  infection: string
  needs: string
  place: string
}

const placeOf = (place: Location | null): string =>
  place ? `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}` : ''

export const essentialsOf = (incident: IncidentView): Essentials => ({
  address: incident.address ?? '',
  complaint: incident.complaint ?? '',
  urgency: incident.urgency ?? '',
  patients: String(incident.patient_count ?? 1),
  infection: incident.infection ? 'yes' : '',
  needs: incident.needs.join(','),
  place: placeOf(incident.location),
})

export interface Change {
  field: keyof Essentials
  before: string
  now: string
}

export function changesSince(read: Essentials, now: Essentials): Change[] {
  const fields = Object.keys(now) as (keyof Essentials)[]
  return fields
    .filter((field) => read[field] !== now[field])
    .map((field) => ({ field, before: read[field], now: now[field] }))
}

/** What this phone remembers of the order it is on, across reloads. */
export interface Memory {
  task_id: string
  incident_id: string
  read: Essentials
  slip: OrderSlip | null
  hospitals: HospitalChoice[]
}

export const remember = ({ task, incident }: Order): Memory => ({
  task_id: task.id,
  incident_id: incident.id,
  read: essentialsOf(incident),
  slip: null,
  hospitals: [],
})

export function findOrder(taskId: string | null, incidents: Iterable<IncidentView>): Order | null {
  for (const incident of incidents) {
    const task = incident.tasks.find(({ id }) => id === taskId)
    if (task) return { task, incident }
  }
  return null
}

/** Why an order is over although its crew did not end it; null when it is not, or by the crew itself. */
export function endedByDesk(found: Order | null): { result: string; reason: string } | null {
  if (!found) return { result: 'gone', reason: '' }
  if (found.task.active) return null
  if (found.task.stamps.at(-1)?.origin === 'terminal') return null
  return { result: found.task.result ?? '', reason: found.task.reason ?? '' }
}

/** Whether a task was ended by a press of this very device. */
export const endedByPress = (taskId: string, presses: readonly Press[]): boolean =>
  presses.some(
    (press) =>
      press.task_id === taskId &&
      press.outcome === 'delivered' &&
      (press.kind === 'refuse' || (press.kind === 'status' && press.state!.startsWith('available'))),
  )
