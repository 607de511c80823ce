import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useClock } from '@/stores/clock'

const NOON = Date.UTC(2026, 10, 21, 4)

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => vi.useRealTimers())

test('between two ticks the time of the world runs at the pace of the server', () => {
  const clock = useClock()
  clock.sync(NOON, { simulated: true, speed: 20, paused: false })
  vi.advanceTimersByTime(500)
  expect(clock.serverNow()).toBe(NOON + 10_000)
})

test('a silent server stops the time of the world, while what is held grows older', () => {
  const clock = useClock()
  clock.sync(NOON, { simulated: false, speed: 1, paused: false })
  vi.advanceTimersByTime(60_000)
  expect(clock.nowMs - NOON).toBeLessThanOrEqual(1500)
  expect(clock.beatMs - NOON).toBeGreaterThanOrEqual(59_000)
  clock.sync(NOON + 61_000)
  expect(clock.nowMs).toBe(NOON + 61_000)
})

test('a paused day does not age', () => {
  const clock = useClock()
  clock.sync(NOON, { simulated: true, speed: 20, paused: true })
  vi.advanceTimersByTime(60_000)
  expect([clock.nowMs, clock.beatMs]).toEqual([NOON, NOON])
})

test('the time is told in whole milliseconds, however fast the day runs', () => {
  const clock = useClock()
  clock.sync(NOON, { simulated: true, speed: 1.37, paused: false })
  for (let turn = 0; turn < 50; turn++) {
    vi.advanceTimersByTime(7)
    expect(Number.isInteger(clock.serverNow())).toBe(true)
  }
})
