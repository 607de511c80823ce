/** What a shift leader reads off the live board: desks with their queues, pure so that it can be tested. */
import type { CallView, IncidentView } from '@/api/views'
import type { UnitView } from '@/api/region'
import type { SeatView } from '@/panels/desks'

export interface DeskLine {
  unit: UnitView
  seats: SeatView[]
  ringing: number
  ringingSinceMs: number | null
  /** Open events by urgency, the ungraded last. */
  events: Readonly<Record<string, number>>
  open: number
  waiting: number
  /** Who waits longest at this desk. */
  oldest: IncidentView | null
}

const GRADES = ['I', 'II', 'III', 'IV', ''] as const

export function deskLines(
  units: readonly UnitView[],
  seats: readonly SeatView[],
  calls: readonly CallView[],
  incidents: readonly IncidentView[],
): DeskLine[] {
  return units
    .filter((unit) => unit.kind !== 'station')
    .map((unit) => {
      const open = incidents.filter((one) => one.owner_unit === unit.code && one.state !== 'closed')
      const waits = open.filter((one) => one.state === 'waiting').sort((a, b) => a.opened_ms - b.opened_ms)
      const ringing = calls.filter((one) => one.state === 'ringing' && one.desk_unit === unit.code)
      return {
        unit,
        seats: seats.filter((seat) => seat.unit === unit.code && seat.state !== 'out'),
        ringing: ringing.length,
        ringingSinceMs: ringing.length ? Math.min(...ringing.map((one) => one.rang_ms)) : null,
        events: Object.fromEntries(GRADES.map((grade) => [grade, open.filter((one) => (one.urgency ?? '') === grade).length])),
        open: open.length,
        waiting: waits.length,
        oldest: waits[0] ?? null,
      }
    })
}
