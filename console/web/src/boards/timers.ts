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

export function callOverdue(call: CallView, nowMs: number, limits: Limits): Exceeded | null {
  if (call.state !== 'ringing') return null
  const overS = (nowMs - call.rang_ms) / 1000 - limits.answer_s
  return overS > 0 ? { what: 'answer', severity: 'now', overS } : null
}

function taskOverdue(task: TaskView, callMs: number, nowMs: number, limits: Limits): Exceeded | null {
  const orderedMs = stampMs(task, 'assigned')
  if (!task.active || orderedMs === null) return null
  const sinceOrderS = (nowMs - orderedMs) / 1000
  if (task.state === 'assigned' && sinceOrderS > limits.acknowledge_s)
    return { what: 'acknowledge', severity: 'now', overS: sinceOrderS - limits.acknowledge_s }
  if ((task.state === 'assigned' || task.state === 'acked') && sinceOrderS > limits.departure_s)
    return { what: 'departure', severity: 'warn', overS: sinceOrderS - limits.departure_s }
  const arrivalS = (nowMs - callMs) / 1000
  if (task.state === 'en_route' && arrivalS > limits.late_arrival_s)
    return { what: 'arrival', severity: 'warn', overS: arrivalS - limits.late_arrival_s }
  return null
}

/** The worst clock of an incident, or null while all is within its limits. */
export function incidentOverdue(incident: IncidentView, nowMs: number, limits: Limits): Exceeded | null {
  if (incident.state === 'closed' || incident.parked) return null
  const callMs = incident.first_call_ms ?? incident.opened_ms
  if (needsVehicle(incident) && incident.tasks.length === 0) {
    const overS = (nowMs - incident.opened_ms) / 1000 - limits.order_s
    return overS > 0 ? { what: 'order', severity: 'now', overS } : null
  }
  const late = incident.tasks.flatMap((task) => taskOverdue(task, callMs, nowMs, limits) ?? [])
  return late.find((one) => one.severity === 'now') ?? late[0] ?? null
}

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
