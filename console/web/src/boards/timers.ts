/** Which clock of a call or an incident has run out (时限); the board is grey until one has. */
import type { Limits } from '@/api/region'
import type { CallView, IncidentView, TaskView, Urgency } from '@/api/views'

export type Severity = 'now' | 'warn'
export type Overdue = 'answer' | 'order' | 'acknowledge' | 'departure' | 'arrival'

export interface Exceeded {
  what: Overdue
  severity: Severity
  overS: number
}

const stampMs = (task: TaskView, state: string): number | null =>
  task.stamps.find((stamp) => stamp.state === state)?.at_ms ?? null

/** The limits in force for a unit or a vehicle when a duty of it began. */
export type LimitsOf = (whose: string | null | undefined, atMs: number) => Limits

export function callOverdue(call: CallView, nowMs: number, limitsOf: LimitsOf): Exceeded | null {
  if (call.state !== 'ringing') return null
  const overS = (nowMs - call.rang_ms) / 1000 - limitsOf(call.desk_unit, call.rang_ms).answer_s
  return overS > 0 ? { what: 'answer', severity: 'now', overS } : null
}

/** Half of the time to answer is gone: amber, before it is red (CALL-02). */
export const callHurries = (call: CallView, nowMs: number, limitsOf: LimitsOf): boolean =>
  call.state === 'ringing' &&
  (nowMs - call.rang_ms) / 500 > limitsOf(call.desk_unit, call.rang_ms).answer_s

function taskOverdue(task: TaskView, nowMs: number, limitsOf: LimitsOf): Exceeded | null {
  const orderedMs = stampMs(task, 'assigned')
  if (!task.active || orderedMs === null) return null
  const [sinceOrderS, limits] = [(nowMs - orderedMs) / 1000, limitsOf(task.vehicle_id, orderedMs)]
  if (task.state === 'assigned' && sinceOrderS > limits.acknowledge_s)
    return { what: 'acknowledge', severity: 'now', overS: sinceOrderS - limits.acknowledge_s }
  if ((task.state === 'assigned' || task.state === 'acked') && sinceOrderS > limits.departure_s)
    return { what: 'departure', severity: 'warn', overS: sinceOrderS - limits.departure_s }
  if (task.state === 'en_route' && sinceOrderS > limits.late_arrival_s)
    return { what: 'arrival', severity: 'warn', overS: sinceOrderS - limits.late_arrival_s }
  return null
}

/** The worst clock of an incident, or null while all is within its limits. */
export function incidentOverdue(incident: IncidentView, nowMs: number, limitsOf: LimitsOf): Exceeded | null {
  if (incident.state === 'closed' || incident.parked) return null
  if (needsVehicle(incident) && incident.tasks.length === 0) {
    const limits = limitsOf(incident.owner_unit, incident.opened_ms)
    const limitS = canWait(incident) ? limits.order_unhurried_s : limits.order_s
    const overS = (nowMs - incident.opened_ms) / 1000 - limitS
    return overS > 0 ? { what: 'order', severity: 'now', overS } : null
  }
  const late = incident.tasks.flatMap((task) => taskOverdue(task, nowMs, limitsOf) ?? [])
  return late.find((one) => one.severity === 'now') ?? late[0] ?? null
}

/** A transfer, or what was graded as no emergency: its limit is the longer one (DSP-19). */
const canWait = (incident: IncidentView): boolean => incident.kind !== 'rescue' || incident.urgency === 'IV'

export const needsVehicle = (incident: IncidentView): boolean =>
  (incident.state === 'open' || incident.state === 'waiting') && !incident.parked

const RANK: Record<Urgency, number> = { I: 0, II: 1, III: 2, IV: 3 }
/** Not triaged yet counts as II: nobody waits for a question that was not asked. */
const UNKNOWN_RANK = 1
const urgencyRank = (incident: IncidentView) => (incident.urgency ? RANK[incident.urgency] : UNKNOWN_RANK)

/** By urgency, then by how long somebody has been waiting. */
export function byUrgencyThenWaiting(a: IncidentView, b: IncidentView): number {
  return (
    urgencyRank(a) - urgencyRank(b) || (a.first_call_ms ?? a.opened_ms) - (b.first_call_ms ?? b.opened_ms)
  )
}
