import { createPinia, setActivePinia } from 'pinia'
import { expect, test } from 'vitest'
import { alarmAbout } from '@/boards/alarms'
import { asks, type DueAlarm } from '@/boards/dueAlarm'
import { useBoard } from '@/stores/board'

const alarm = (over: Partial<DueAlarm> = {}): DueAlarm => ({
  id: 'not_departed:T1:0',
  kind: 'not_departed',
  title: '晚出诊',
  title_en: 'late departure',
  zh: '派车 3 分钟未出车',
  en: 'has not left 3 min after the order',
  remedy_zh: '',
  remedy_en: '',
  unit: '420325',
  level: 0,
  since_ms: 0,
  due_ms: 180_000,
  acknowledged: false,
  outcomes: ['seen'],
  responses: [],
  phone: '',
  call_id: null,
  incident_id: 'I1',
  task_id: 'T1',
  vehicle_id: 'V1',
  ...over,
})

test('an alarm asks its own desk, and the city once it has climbed there', () => {
  expect(asks(alarm(), '420325')).toBe(true)
  expect(asks(alarm(), '420300')).toBe(false)
  expect(asks(alarm({ level: 1 }), '420300')).toBe(false)
  expect(asks(alarm({ level: 2 }), '420300')).toBe(true)
})

test('what a person has acknowledged asks nobody any more', () => {
  expect(asks(alarm({ acknowledged: true, level: 2 }), '420325')).toBe(false)
})

test('however many rows ask whether an alarm is about them, alarms are sorted once', () => {
  setActivePinia(createPinia())
  let read = 0
  const late = Array.from({ length: 60 }, (_, n) => ({
    ...alarm({ id: `late:I${n}`, incident_id: `I${n}` }),
    get due_ms() {
      read += 1
      return -n
    },
  }))
  useBoard().replace('alarms', late)
  expect(alarmAbout('I7')?.id).toBe('late:I7')
  const once = read
  for (const { incident_id, id } of late) expect(alarmAbout(incident_id!)?.id).toBe(id)
  expect(once).toBeGreaterThan(0)
  expect(read).toBe(once)
})

test('of two alarms about a record the one that still asks for somebody is shown', () => {
  setActivePinia(createPinia())
  const seen = alarm({ id: 'seen', acknowledged: true, due_ms: 1 })
  useBoard().replace('alarms', [seen, alarm({ id: 'new', due_ms: 2 })])
  expect(alarmAbout('V1')?.id).toBe('new')
  expect(alarmAbout('V2')).toBeUndefined()
})
