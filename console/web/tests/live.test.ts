import { beforeEach, expect, test } from 'vitest'
import { LagMeter } from '@/live/lag'
import { anyMoving, applyPositions, forgetPositions, GLIDE_MS, pointAt, RECKON_M, RECKON_MS, trackOf } from '@/live/positions'

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

beforeEach(forgetPositions)

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
  expect(pointAt(trackOf(3)!, 5000)[0]).toBeCloseTo(111, 3)
})

const METRES_PER_DEGREE = 111_320 * Math.cos((32 * Math.PI) / 180)
const metresEast = (nowMs: number) => (pointAt(trackOf(3)!, nowMs)[0] - 110) * METRES_PER_DEGREE

test('between two fixes a vehicle is reckoned on along its heading, for as long as that is honest', () => {
  for (let s = 0; s <= 60; s++) applyPositions([{ ...record(110), ageS: s }], 100_000 + s * 1000, 200_000 + s * 1000)
  expect(metresEast(160_000)).toBeCloseTo((50 / 3.6) * (RECKON_MS / 1000), 0)
  applyPositions([{ ...record(110), speedKmh: 120, ageS: 0 }], 161_000, 261_000)
  for (let s = 1; s < 60; s++) applyPositions([{ ...record(110), speedKmh: 120, ageS: s }], 161_000 + s * 1000, 261_000 + s * 1000)
  expect(metresEast(220_000)).toBeCloseTo(RECKON_M, 0)
  expect(anyMoving(220_000)).toBe(false)
})

test('a fix told again moves nothing; the symbol neither stutters nor starts its glide anew', () => {
  applyPositions([{ ...record(110), ageS: 0 }], 300_000, 400_000)
  const before = metresEast(300_900)
  applyPositions([{ ...record(110), ageS: 1 }], 301_000, 401_000)
  expect(metresEast(301_000)).toBeGreaterThan(before)
  expect(metresEast(301_000)).toBeLessThan(30)
})

test('a stale fix is not reckoned on: the symbol stands where the vehicle was last heard of', () => {
  applyPositions([{ ...record(110), ageS: 200, stale: true }], 500_000, 600_000)
  expect(metresEast(501_000)).toBeCloseTo(0, 3)
  expect(anyMoving(501_400)).toBe(false)
})
