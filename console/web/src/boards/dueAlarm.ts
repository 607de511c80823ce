/** An alarm as the live channel tells it, and whom it asks. */

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

/** Whether somebody at a desk of this unit must acknowledge it by now; what climbed to the city is the city's too. */
export const asks = (alarm: DueAlarm, unit: string | null | undefined): boolean =>
  !alarm.acknowledged && (alarm.unit === unit || alarm.level >= CITY)
