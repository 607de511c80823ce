/** The position lane: one binary frame holds the latest fix of every vehicle this desk may see. */

const MAGIC = 0x50
const VERSION = 1
const HEADER_BYTES = 16
const RECORD_BYTES = 16
const UNKNOWN_AGE = 0xffff

export interface PositionRecord {
  index: number
  lon: number
  lat: number
  speedKmh: number
  headingDeg: number
  ageS: number | null
  stale: boolean
  estimated: boolean
  linkLost: boolean
}

export interface PositionFrame {
  nowMs: number
  records: PositionRecord[]
}

function readRecord(view: DataView, at: number): PositionRecord {
  const flags = view.getUint8(at + 3)
  const age = view.getUint16(at + 14, true)
  return {
    index: view.getUint16(at, true),
    speedKmh: view.getUint8(at + 2),
    stale: (flags & 1) !== 0,
    estimated: (flags & 2) !== 0,
    linkLost: (flags & 4) !== 0,
    lon: view.getInt32(at + 4, true) / 1e6,
    lat: view.getInt32(at + 8, true) / 1e6,
    headingDeg: view.getUint16(at + 12, true),
    ageS: age === UNKNOWN_AGE ? null : age,
  }
}

/** Decodes a frame; null when it is not one of ours or is cut short, because half a truth is worse. */
export function decodePositions(buffer: ArrayBuffer): PositionFrame | null {
  if (buffer.byteLength < HEADER_BYTES) return null
  const view = new DataView(buffer)
  if (view.getUint8(0) !== MAGIC || view.getUint8(1) !== VERSION) return null
  const count = view.getUint16(2, true)
  if (buffer.byteLength < HEADER_BYTES + count * RECORD_BYTES) return null
  const records = Array.from({ length: count }, (_, n) => readRecord(view, HEADER_BYTES + n * RECORD_BYTES))
  return { nowMs: view.getFloat64(8, true), records }
}
