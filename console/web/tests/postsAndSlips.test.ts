import { expect, test } from 'vitest'
import type { VehicleView } from '@/api/views'
import { faultsOf, WHOLE } from '@/panels/faults'
import { inOrder, phaseOf, type PostView, whoCouldWait } from '@/panels/posts/posts'
import { readSlip, readWritten, slipName } from '@/panels/slips/slips'

const at = (text: string): number => Date.parse(`${text}:00+08:00`)
const NOW = at('2026-11-22T09:00')

const post = (id: string, from: string, until: string, vehicle_ids: string[] = []): PostView => ({
  id, kind: 'standby', name: id, unit: '420300', lon: 110.8, lat: 32.6,
  from_ms: at(from), until_ms: at(until), vehicle_ids, by: { name: '班长' },
})

test('posts in force come first, the one that ends soonest on top, and what is over last', () => {
  const over = post('over', '2026-11-22T06:00', '2026-11-22T09:00')
  const long = post('long', '2026-11-22T06:00', '2026-11-22T22:00')
  const soon = post('soon', '2026-11-22T09:00', '2026-11-22T10:00')
  const later = post('later', '2026-11-22T18:00', '2026-11-22T20:00')
  expect(inOrder([over, later, long, soon], NOW).map((one) => one.id)).toEqual(['soon', 'long', 'later', 'over'])
  expect([over, soon, later].map((one) => phaseOf(one, NOW))).toEqual(['over', 'in_force', 'to_come'])
})

test('who could wait at a post is free and not there yet: the one in hand, then the nearest', () => {
  const states = { near: 'available_station', far: 'available_mobile', hand: 'available_station', out: 'en_route', there: 'available_mobile', lost: 'available_station' }
  const vehicles = Object.entries(states).map(([id, state]) => ({ id, state }) as VehicleView)
  const lat: Record<string, number> = { near: 32.61, far: 32.7, hand: 33.5, out: 32.6, there: 32.6 }
  const whereIs = (id: string) => (lat[id] ? { lon: 110.8, lat: lat[id] } : undefined)
  const found = whoCouldWait(post('P', '2026-11-22T06:00', '2026-11-22T22:00', ['there']), vehicles, whereIs, 'hand')
  expect(found.map((one) => one.id)).toEqual(['hand', 'near', 'far'])
  expect(Math.round(found[1]!.metres / 100)).toBe(11)
})

test('a slip is found by its bare number, with its Z, and as it is printed', () => {
  for (const said of ['17', 'Z0017', 'z17', '420304-Z0017', '20261121-420304-Z0017', ' ２０２６１１２１-420304-Z0017 '])
    expect(readSlip(said)?.slip).toBe(17)
  expect(readSlip('20261121-420304-Z0017')).toEqual({ slip: 17, unit: '420304', day: '2026-11-21' })
  expect(readSlip('17')).toEqual({ slip: 17, unit: null, day: null })
  for (const said of ['', '0', 'Z0000', '2026-11-21', '17a', '1234567']) expect(readSlip(said)).toBeUndefined()
  expect(slipName(17)).toBe('Z0017')
})

test('a time on a slip is past: the last such hour, yesterday, last year, or the day of its number', () => {
  expect(readWritten('08:10', NOW)).toBe(at('2026-11-22T08:10'))
  expect(readWritten('23:50', NOW)).toBe(at('2026-11-21T23:50'))
  expect(readWritten('昨天 8:10', NOW)).toBe(at('2026-11-21T08:10'))
  expect(readWritten('11-20 08:10', NOW)).toBe(at('2026-11-20T08:10'))
  expect(readWritten('12-31 23:50', at('2027-01-01T08:00'))).toBe(at('2026-12-31T23:50'))
  expect(readWritten('08:10', NOW, '2026-11-19')).toBe(at('2026-11-19T08:10'))
  expect(readWritten('', NOW)).toBeNull()
  for (const said of ['昨天', '八点', '25:61']) expect(readWritten(said, NOW)).toBeUndefined()
})

test('a refusal stands at its field, and at the whole form where the form has no such field', () => {
  const names = { until_ms: 'until', lon: 'place' }
  const one = { status: 422, code: 'bad_hours', field: 'until_ms', detail: '时间段须在将来结束', remedy: '核对' }
  expect(faultsOf(one, names)).toEqual({ until: { text: '时间段须在将来结束', remedy: '核对' } })
  const errors = [
    { field: 'incident.location.lon', detail: '须为数', remedy: '' },
    { field: 'incident.location.lon', detail: '第二句', remedy: '' },
    { field: 'other', detail: '没有这个字段', remedy: '' },
  ]
  expect(faultsOf({ ...one, errors }, names)).toEqual({
    place: { text: '须为数', remedy: '' },
    [WHOLE]: { text: '没有这个字段', remedy: '' },
  })
  expect(faultsOf({ status: 403, code: 'not_allowed', detail: '无权' }, names)[WHOLE]?.text).toBe('无权')
})
