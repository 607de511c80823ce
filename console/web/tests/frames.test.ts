import { expect, test } from 'vitest'
import { decodePositions } from '@/live/frames'

function frame(records: number, announced = records): ArrayBuffer {
  const buffer = new ArrayBuffer(16 + records * 16)
  const view = new DataView(buffer)
  view.setUint8(0, 0x50)
  view.setUint8(1, 1)
  view.setUint16(2, announced, true)
  view.setFloat64(8, 1_795_305_646_029, true)
  for (let n = 0; n < records; n++) {
    const at = 16 + n * 16
    view.setUint16(at, n + 7, true)
    view.setUint8(at + 2, 62)
    view.setUint8(at + 3, n === 0 ? 1 : 2)
    view.setInt32(at + 4, 110_790_123, true)
    view.setInt32(at + 8, 32_630_456, true)
    view.setUint16(at + 12, 355, true)
    view.setUint16(at + 14, n === 0 ? 12 : 65535, true)
  }
  return buffer
}

test('a frame is read record by record', () => {
  const read = decodePositions(frame(2))
  expect(read?.nowMs).toBe(1_795_305_646_029)
  expect(read?.records[0]).toEqual({
    index: 7,
    lon: 110.790123,
    lat: 32.630456,
    speedKmh: 62,
    headingDeg: 355,
    ageS: 12,
    stale: true,
    estimated: false,
    linkLost: false,
  })
  expect(read?.records[1]).toMatchObject({ index: 8, ageS: null, stale: false, estimated: true })
})

test('an empty frame is a frame', () => {
  expect(decodePositions(frame(0))?.records).toEqual([])
})

test('a frame that is cut short, or is not ours, is no frame at all', () => {
  expect(decodePositions(frame(1, 2))).toBeNull()
  expect(decodePositions(new ArrayBuffer(8))).toBeNull()
  const other = frame(1)
  new DataView(other).setUint8(0, 0x51)
  expect(decodePositions(other)).toBeNull()
  const newer = frame(1)
  new DataView(newer).setUint8(1, 2)
  expect(decodePositions(newer)).toBeNull()
})
