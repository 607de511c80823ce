import { seatOf } from '@/crew/seat'
import { expect, test } from 'vitest'
import { BATCH_MAX, FixBuffer, FIXES_MAX, fixOf, paceOf } from '@/field/fixes'
import { navigationTo } from '@/field/navigation'
import { changesSince, endedByDesk, essentialsOf } from '@/field/orders'
import type { Press } from '@/field/outbox'
import { roster, statusPress } from '@/field/presses'
import { ServerClock } from '@/field/serverClock'
import { untilDue } from '@/field/spans'
import { choicesOf, expectedState, reasonsFor } from '@/field/steps'
import { isNight } from '@/field/useDayNight'
import { addFieldWords } from '@/field/words'
import { incident, task } from './build'

const step = (to: string, more = {}) => ({ to, ends: null, needs_reason: false, needs_hospital: false, ...more })
const STEPS = {
  assigned: [step('acked'), step('en_route'), step('available_mobile', { ends: 'stopped', needs_reason: true })],
  acked: [step('en_route'), step('available_mobile', { ends: 'stopped', needs_reason: true })],
  en_route: [step('on_scene')],
  on_scene: [step('at_patient'), step('loaded', { needs_hospital: true })],
  loaded: [step('at_hospital'), step('on_scene')],
  at_hospital: [step('handed_over'), step('available_mobile', { ends: 'completed' })],
}

let number = 0
const press = (state: string, over: Partial<Press> = {}): Press => ({
  ...statusPress('T1', state, 0),
  key: `k${++number}`,
  no: number,
  user: 'u',
  outcome: 'waiting',
  faults: 0,
  seq: null,
  why: '',
  problem: null,
  told: false,
  ...over,
})

test('the screen goes ahead by what was pressed and says how much of it is unsent', () => {
  const presses = [press('acked'), press('en_route'), press('on_scene')]
  expect(expectedState(task(), presses, STEPS, 1)).toEqual({ state: 'on_scene', ended: false, unsent: 3 })
})

test('a second patient: from loaded back to the scene and loaded again', () => {
  const presses = [press('on_scene'), press('loaded'), press('at_hospital')]
  expect(expectedState(task({ state: 'loaded' }), presses, STEPS, 1).state).toBe('at_hospital')
})

test('a press that the server has taken counts until the board shows it, and not twice', () => {
  const taken = press('acked', { outcome: 'delivered', seq: 20 })
  expect(expectedState(task(), [taken], STEPS, 19).state).toBe('acked')
  expect(expectedState(task({ state: 'en_route' }), [taken], STEPS, 20).state).toBe('en_route')
})

test('presses that were refused, kept, illegal or of another task lead nowhere', () => {
  const presses = [
    press('acked', { outcome: 'refused' }),
    press('acked', { outcome: 'kept' }),
    press('at_hospital'),
    press('acked', { task_id: 'T2' }),
  ]
  expect(expectedState(task(), presses, STEPS, 1).state).toBe('assigned')
})

test('a refusal and a last press end the order at once', () => {
  expect(expectedState(task(), [press('', { kind: 'refuse' })], STEPS, 1).ended).toBe(true)
  const last = press('available_mobile')
  expect(expectedState(task({ state: 'at_hospital' }), [last], STEPS, 1).ended).toBe(true)
})

test('the first legal step is the big button, ends with a reason stand apart', () => {
  const choices = choicesOf('assigned', STEPS)
  expect(choices.next?.to).toBe('acked')
  expect(choices.others.map(({ to }) => to)).toEqual(['en_route'])
  expect(choices.abnormal.map(({ ends }) => ends)).toEqual(['stopped'])
  expect(reasonsFor('on_scene')).toContain('dead_on_scene')
  expect(reasonsFor('en_route')).not.toContain('dead_on_scene')
})

test('a press has the server time although the phone is an hour fast', () => {
  const clock = new ServerClock()
  clock.hear(1_000_000, 4_600_000)
  expect(clock.at(4_700_000)).toBe(1_100_000)
  expect(clock.skewMs).toBe(3_600_000)
  expect(new ServerClock(clock.keep()).at(4_700_000), 'after a reload').toBe(1_100_000)
})

test('a frame that was held up in a valley does not put the clock back', () => {
  const clock = new ServerClock()
  clock.hear(1000, 1000)
  clock.hear(2000, 14_000)
  expect(clock.at(20_000)).toBe(20_000)
})

test('a phone clock that is set by hand is believed after three ticks', () => {
  const clock = new ServerClock()
  clock.hear(1000, 1000)
  for (const second of [2, 3, 4]) clock.hear(second * 1000, second * 1000 + 3_600_000)
  expect(clock.skewMs).toBe(3_600_000)
})

test('a training clock sets the time at its own pace and no skew', () => {
  const clock = new ServerClock()
  clock.hear(1000, 5000, 10)
  expect([clock.at(6000), clock.skewMs]).toEqual([11_000, null])
})

test('a change under way is told field by field', () => {
  const read = essentialsOf(incident({ address: '朝阳路 1 号' }))
  const now = essentialsOf(incident({ address: '朝阳路 21 号', urgency: 'I' }))
  expect(changesSince(read, now).map(({ field, before }) => [field, before])).toEqual([
    ['address', '朝阳路 1 号'],
    ['urgency', ''],
  ])
})

test('an order ended by the crew itself is not told as taken back', () => {
  const ended = (origin: string) => {
    const stamp = { state: 'available_mobile', at_ms: 1, received_ms: 1, origin, by: null, late: false }
    const over = task({ active: false, result: 'stopped', reason: 'other', stamps: [stamp] })
    return endedByDesk({ task: over, incident: incident() })
  }
  expect(ended('terminal')).toBeNull()
  expect(ended('manual')).toEqual({ result: 'stopped', reason: 'other' })
  expect(endedByDesk(null)?.result).toBe('gone')
})

test('every map app gets its own datum and a name it can read', () => {
  const goal = { name: '朝阳路 1', phone: '', places: { wgs84: [110, 32], gcj02: [110.1, 32.1], bd09: [110.2, 32.2] } }
  const of = (code: string) => navigationTo(goal as never, code)
  expect(of('amap')).toContain('lat=32.1&lon=110.1')
  expect(of('amap')).toContain('%E6%9C%9D')
  expect(of('baidu')).toContain('latlng%3A32.2%2C110.2')
  expect(of('geo')).toMatch(/^geo:32,110\?/)
  expect(navigationTo(null, 'geo')).toBeNull()
})

test('held positions are bounded and go out oldest first', () => {
  const buffer = new FixBuffer()
  const measured = { longitude: 110, latitude: 32, speed: 10, heading: null, accuracy: 5 } as never
  for (let n = 0; n < FIXES_MAX + 5; n++) buffer.add(fixOf('V1', measured, 'gcj02', n))
  const batch = buffer.batch()
  expect([buffer.size, batch.length, batch[0]?.at_ms]).toEqual([FIXES_MAX, BATCH_MAX, 5])
  expect([batch[0]?.speed_kmh, batch[0]?.heading_deg, batch[0]?.datum]).toEqual([36, 0, 'gcj02'])
  buffer.sent(batch)
  expect(buffer.size).toBe(FIXES_MAX - BATCH_MAX)
})

test('a waiting vehicle is measured seldom, a driving one often', () => {
  expect(paceOf('available_station').everyMs).toBeGreaterThan(paceOf('en_route').everyMs)
})

test('rows without a name are nobody', () => {
  const crew = [
    { name: ' 王 ', role: 'driver', staff_no: ' 7 ' },
    { name: '  ', role: 'nurse' },
  ]
  expect(roster(crew)).toEqual([{ name: '王', role: 'driver', staff_no: '7' }])
})

test('night is by the clock of China, wherever the phone thinks it is', () => {
  const at = (iso: string) => isNight(Date.parse(iso))
  expect([at('2026-11-22T06:30:00+08:00'), at('2026-11-22T07:00:00+08:00')]).toEqual([true, false])
  expect([at('2026-11-22T18:59:00+08:00'), at('2026-11-22T19:00:00+08:00')]).toEqual([false, true])
})

test('a phone is the driver\'s where only drivers signed on, and what it was set to ever after', () => {
  const [driver, nurse] = [{ role: 'driver' }, { role: 'nurse' }]
  expect(seatOf(null, [driver])).toBe('driver')
  expect(seatOf(null, [driver, nurse])).toBe('crew')
  expect(seatOf(null, [])).toBe('crew')
  expect(seatOf('crew', [driver])).toBe('crew')
  expect(seatOf('driver', [driver, nurse])).toBe('driver')
})

test('what is still to come is told in minutes and never looks like a time of day', () => {
  addFieldWords()
  const told = [21 * 60 + 5, 59, -10, -185, 337 * 60].map(untilDue)
  expect(told).toEqual(['还有 21 分钟', '不到 1 分钟', '不到 1 分钟', '已晚 3 分钟', '还有 5 小时 37 分'])
})
