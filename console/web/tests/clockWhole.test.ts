import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { useClock } from '@/stores/clock'

beforeEach(() => setActivePinia(createPinia()))

test('the time is told in whole milliseconds, at whatever fraction the machine is asked', () => {
  const clock = useClock()
  clock.sync(1_795_000_000_000, { simulated: true, speed: 1.37, paused: false, now_ms: 1_795_000_000_000 } as never)
  for (let turn = 0; turn < 50; turn++) expect(Number.isInteger(clock.serverNow())).toBe(true)
  expect(Number.isInteger(clock.nowMs)).toBe(true)
})
