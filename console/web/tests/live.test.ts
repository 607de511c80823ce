import { expect, test } from 'vitest'
import { LagMeter } from '@/live/lag'
import { anyMoving, applyPositions, GLIDE_MS, pointAt, trackOf } from '@/live/positions'

const record = (lon: number) => ({
  index: 3,
  lon,
  lat: 32,
  speedKmh: 50,
  headingDeg: 90,
  ageS: 1,
  stale: false,
  estimated: false,
  linkLost: false,
})

test('with agreeing clocks the lag is what passed between sending and hearing', () => {
  const meter = new LagMeter()
  expect(meter.measure(1000, 1040)).toBe(40)
  expect(meter.measure(2000, 2200)).toBe(200)
})

test('a desk whose clock is an hour wrong shows no lag of an hour', () => {
  const meter = new LagMeter()
  const wrong = -3_600_000
  meter.measure(1000, 1000 + wrong + 20)
  expect(meter.measure(2000, 2000 + wrong + 120)).toBe(100)
})

test('a vehicle glides from where it was to where it is, and then rests', () => {
  applyPositions([record(110)], 0, 0)
  applyPositions([record(110.01)], 5000, 5000)
  const track = trackOf(3)!
  expect(pointAt(track, 5000)[0]).toBeCloseTo(110)
  expect(pointAt(track, 5000 + GLIDE_MS / 2)[0]).toBeCloseTo(110.005)
  expect(pointAt(track, 5000 + 9999)[0]).toBeCloseTo(110.01)
  expect(anyMoving(5500)).toBe(true)
  expect(anyMoving(7000)).toBe(false)
})

test('a vehicle that turns up far away does not fly across the county', () => {
  applyPositions([record(110)], 0, 0)
  applyPositions([record(111)], 5000, 5000)
  expect(pointAt(trackOf(3)!, 5000)[0]).toBe(111)
})
