/** Answering an alarm: from its panel, or by one key from anywhere. */
import { post } from '@/api/client'
import { asksHere, dueAlarms } from '@/boards/alarms'
import type { DueAlarm } from '@/boards/dueAlarm'
import { said } from '@/i18n'
import '@/panels/alarms/words'
import { useBoard } from '@/stores/board'
import { useDesk } from '@/stores/desk'
import { useWrites } from '@/stores/writes'

interface Acknowledged {
  next_best: { name: string } | null
}

export async function acknowledge(alarm: DueAlarm, outcome = 'seen', note = ''): Promise<void> {
  const [writes, desk] = [useWrites(), useDesk()]
  await writes.attempt(`alarm:${alarm.id}`, async () => {
    const path = `/alarms/${encodeURIComponent(alarm.id)}/acknowledge`
    const { next_best } = await post<Acknowledged>(path, { outcome, note })
    if (outcome === 'not_reached' && alarm.incident_id) desk.lookAtIncident(alarm.incident_id, 'candidates')
    if (next_best) writes.say('alarms.nextBest', { name: next_best.name })
    else writes.say('alarms.acknowledged', { title: said({ zh: alarm.title, en: alarm.title_en }) })
  })
}

/** The first that asks for this desk: seen, and shown, so that what is to be done can be done. */
export function acknowledgeFirst(): void {
  const alarm = dueAlarms().find(asksHere)
  if (!alarm) useWrites().say('alarms.none')
  else {
    show(alarm)
    void acknowledge(alarm)
  }
}

/** Look at what it is about. */
export function show(alarm: DueAlarm): void {
  const [desk, board] = [useDesk(), useBoard()]
  if (alarm.incident_id && board.incidents.has(alarm.incident_id)) desk.lookAtIncident(alarm.incident_id)
  else if (alarm.call_id) desk.callId = alarm.call_id
  else if (alarm.vehicle_id) desk.vehicleId = alarm.vehicle_id
}
