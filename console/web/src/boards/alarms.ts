/** Alarms of the clocks as the first screen needs them: whose they are, and which records they are about. */
import { asks, type DueAlarm } from '@/boards/dueAlarm'
import { useBoard } from '@/stores/board'
import { useSession } from '@/stores/session'

/** All open alarms: those that ask for this desk first, then the longest overdue. */
export function dueAlarms(): DueAlarm[] {
  const rank = (alarm: DueAlarm): number => (asksHere(alarm) ? 0 : alarm.acknowledged ? 2 : 1)
  return [...useBoard().collection<DueAlarm>('alarms').values()].sort(
    (a, b) => rank(a) - rank(b) || a.due_ms - b.due_ms,
  )
}

export const asksHere = (alarm: DueAlarm): boolean => asks(alarm, useSession().user?.unit)

/** The worst open alarm about a record, by its id. */
export const alarmAbout = (id: string): DueAlarm | undefined =>
  dueAlarms().find((alarm) => [alarm.call_id, alarm.incident_id, alarm.task_id, alarm.vehicle_id].includes(id))
