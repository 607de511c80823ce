import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { useBoard } from '@/stores/board'
import { merged } from '@/stores/merge'
import { call, incident, vehicle } from './build'

const FIX = { lon: 110.8, lat: 32.6, at_ms: 1, speed_kmh: 0, heading_deg: 0, stale: false }
const snapshot = {
  epoch: 'e1',
  seq: 5,
  now_ms: 0,
  clock: { simulated: false, speed: 1, paused: false },
  calls: [call()],
  incidents: [incident()],
  vehicles: [vehicle({ fix: FIX })],
  restrictions: [],
}
const changes = { type: 'changes', seq: 6, at_ms: 0, calls: [], incidents: [], vehicles: [] } as const

beforeEach(() => setActivePinia(createPinia()))

test('what came replaces, what was removed goes, the rest stays', () => {
  const before = new Map([
    ['a', { id: 'a', n: 1 }],
    ['b', { id: 'b', n: 1 }],
    ['c', { id: 'c', n: 1 }],
  ])
  const after = merged(before, [{ id: 'b', n: 2 }], ['c'])
  expect([...after.values()]).toEqual([
    { id: 'a', n: 1 },
    { id: 'b', n: 2 },
  ])
  expect(before.get('b')?.n).toBe(1)
})

test('nothing new is the same map, so that nothing is drawn again', () => {
  const before = new Map([['a', { id: 'a' }]])
  expect(merged(before, [])).toBe(before)
})

test('a change of state keeps the last known position', () => {
  const board = useBoard()
  board.applySnapshot(snapshot)
  board.applyChanges({ ...changes, calls: [], incidents: [], vehicles: [vehicle({ state: 'assigned' })] })
  expect(board.vehicles.get('V1')).toMatchObject({ state: 'assigned', fix: FIX })
  expect(board.seq).toBe(6)
})

test('a frame older than the screen is passed over', () => {
  const board = useBoard()
  board.applySnapshot(snapshot)
  board.applyChanges({ ...changes, seq: 3, calls: [call({ state: 'ended' })], incidents: [], vehicles: [] })
  expect(board.calls.get('C1')?.state).toBe('ringing')
  expect(board.seq).toBe(5)
})

test('an alarm stands until it is lifted', () => {
  const board = useBoard()
  const alarm = { code: 'journal_unavailable', zh: '', en: '', active: true, since_ms: 0 }
  board.applyAlarm(alarm)
  expect(board.alarms.size).toBe(1)
  board.applyAlarm({ ...alarm, active: false })
  expect(board.alarms.size).toBe(0)
})
