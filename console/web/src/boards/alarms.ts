/** Alarms of the clocks as the first screen needs them: whose they are, and which records they are about. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { asks, type DueAlarm } from '@/boards/dueAlarm'
import { useBoard } from '@/stores/board'
import { useSession } from '@/stores/session'

/** Sorted once for the whole screen: every row of every list asks whether an alarm is about it. */
const useDueAlarms = defineStore('dueAlarms', () => {
  const [board, session] = [useBoard(), useSession()]
  const rank = (alarm: DueAlarm): number =>
    asks(alarm, session.user?.unit) ? 0 : alarm.acknowledged ? 2 : 1
  const all = computed(() =>
    [...board.collection<DueAlarm>('alarms').values()].sort((a, b) => rank(a) - rank(b) || a.due_ms - b.due_ms),
  )
  const worst = computed(() => {
    const about = new Map<string, DueAlarm>()
    for (const alarm of all.value)
      for (const id of [alarm.call_id, alarm.incident_id, alarm.task_id, alarm.vehicle_id])
        if (id && !about.has(id)) about.set(id, alarm)
    return about
  })
  return { all, worst }
})

/** All open alarms: those that ask for this desk first, then the longest overdue. */
export const dueAlarms = (): readonly DueAlarm[] => useDueAlarms().all

export const asksHere = (alarm: DueAlarm): boolean => asks(alarm, useSession().user?.unit)

/** The worst open alarm about a record, by its id. */
export const alarmAbout = (id: string): DueAlarm | undefined => useDueAlarms().worst.get(id)
