import { expect, test } from 'vitest'
import { asks, type DueAlarm } from '@/boards/dueAlarm'

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
