/** Alarms of the clocks as the first screen needs them: whose they are, and which records they are about. */
import { useBoard } from '@/stores/board'
import { useRegion } from '@/stores/region'
import { useSession } from '@/stores/session'

/** A limit that was passed (超时告警), as the server tells it. */
export interface DueAlarm {
  id: string
  kind: string
  title: string
  title_en: string
  zh: string
  en: string
  remedy_zh: string
  remedy_en: string
  unit: string
  /** 0 the desk of `unit`, 1 its shift leader, 2 the city centre. */
  level: number
  since_ms: number
  due_ms: number
  acknowledged: boolean
  outcomes: string[]
  responses: { at_ms: number; by: { name: string }; outcome: string; note: string }[]
  phone: string
  call_id: string | null
  incident_id: string | null
  task_id: string | null
  vehicle_id: string | null
}

const CITY = 2

/** All open alarms: those that ask for this desk first, then the longest overdue. */
export function dueAlarms(): DueAlarm[] {
  const rank = (alarm: DueAlarm): number => (alarm.acknowledged ? 2 : asksHere(alarm) ? 0 : 1)
  return [...useBoard().collection<DueAlarm>('alarms').values()].sort(
    (a, b) => rank(a) - rank(b) || a.due_ms - b.due_ms,
  )
}

/** Whether somebody at this desk must acknowledge it by now. */
export function asksHere(alarm: DueAlarm): boolean {
  const [session, region] = [useSession(), useRegion()]
  const own = session.user?.unit ?? ''
  const isCity = region.units.get(own)?.kind === 'city_centre'
  return !alarm.acknowledged && (alarm.unit === own || (isCity && alarm.level >= CITY))
}

/** The worst open alarm about a record, by its id. */
export const alarmAbout = (id: string): DueAlarm | undefined =>
  dueAlarms().find((alarm) => [alarm.call_id, alarm.incident_id, alarm.task_id, alarm.vehicle_id].includes(id))
