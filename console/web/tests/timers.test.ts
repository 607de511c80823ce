import { expect, test } from 'vitest'
import { byUrgencyThenWaiting, callHurries, callOverdue, incidentOverdue } from '@/boards/timers'
import { call, incident, LIMITS, task } from './build'

const limitsOf = () => LIMITS
const at = (seconds: number) => seconds * 1000
const stamp = (state: string, atS: number) => ({
  state,
  at_ms: at(atS),
  received_ms: at(atS),
  origin: 'terminal',
  by: null,
  late: false,
})

test('a call is overdue only after its limit and only while it rings', () => {
  expect(callOverdue(call(), at(10), limitsOf)).toBeNull()
  expect(callOverdue(call(), at(12), limitsOf)).toEqual({ what: 'answer', severity: 'now', overS: 2 })
  expect(callOverdue(call({ state: 'talking' }), at(99), limitsOf)).toBeNull()
})

test('a call hurries once half of its time to be answered is gone', () => {
  expect(callHurries(call(), at(5), limitsOf)).toBe(false)
  expect(callHurries(call(), at(6), limitsOf)).toBe(true)
  expect(callHurries(call({ state: 'talking' }), at(6), limitsOf)).toBe(false)
})

test('an incident without a vehicle asks for a person after a minute', () => {
  expect(incidentOverdue(incident(), at(60), limitsOf)).toBeNull()
  expect(incidentOverdue(incident(), at(75), limitsOf)).toMatchObject({
    what: 'order',
    severity: 'now',
    overS: 15,
  })
})

test('a parked or closed incident has no running clock', () => {
  expect(incidentOverdue(incident({ parked: true }), at(900), limitsOf)).toBeNull()
  expect(incidentOverdue(incident({ state: 'closed' }), at(900), limitsOf)).toBeNull()
})

test('an order nobody acknowledged comes before a crew that has not left', () => {
  const silent = incident({ state: 'responding', tasks: [task()] })
  expect(incidentOverdue(silent, at(31), limitsOf)).toMatchObject({ what: 'acknowledge', severity: 'now' })
  const slow = incident({
    state: 'responding',
    tasks: [task({ state: 'acked', stamps: [stamp('assigned', 0), stamp('acked', 9)] })],
  })
  expect(incidentOverdue(slow, at(181), limitsOf)).toMatchObject({ what: 'departure', severity: 'warn' })
  const both = incident({ state: 'responding', tasks: [slow.tasks[0]!, task({ id: 'T2' })] })
  expect(incidentOverdue(both, at(200), limitsOf)?.severity).toBe('now')
})

test('a late arrival counts from the order', () => {
  const driving = task({ state: 'en_route', stamps: [stamp('assigned', 0), stamp('en_route', 120)] })
  const late = incident({ state: 'responding', first_call_ms: 0, tasks: [driving] })
  expect(incidentOverdue(late, at(900), limitsOf)).toBeNull()
  expect(incidentOverdue(late, at(960), limitsOf)).toMatchObject({ what: 'arrival', overS: 60 })
})

test('incidents stand by urgency, then by waiting; not triaged counts as II', () => {
  const list = [
    incident({ id: 'four', urgency: 'IV', first_call_ms: 0 }),
    incident({ id: 'unknown', urgency: null, first_call_ms: 5 }),
    incident({ id: 'two', urgency: 'II', first_call_ms: 9 }),
    incident({ id: 'one', urgency: 'I', first_call_ms: 99 }),
  ]
  expect(list.sort(byUrgencyThenWaiting).map((one) => one.id)).toEqual(['one', 'unknown', 'two', 'four'])
})
