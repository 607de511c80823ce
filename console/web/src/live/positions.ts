/** Where every vehicle was and is: two fixes each, so that the map can move it smoothly between them. */
import { shallowRef } from 'vue'
import type { PositionRecord } from '@/live/frames'

export interface Track {
  fromLon: number
  fromLat: number
  toLon: number
  toLat: number
  startedMs: number
  headingDeg: number
  speedKmh: number
  /** When the fix was made, by the server's clock; null when that is not known. */
  fixMs: number | null
  stale: boolean
  estimated: boolean
  /** On a task and silent for longer than the limit: voice has to do. */
  linkLost: boolean
}

/** Longest glide between two frames: a symbol is never more than a second behind its fix. */
export const GLIDE_MS = 1000
const JUMP_DEG = 0.03

const tracks = new Map<number, Track>()

/** Counts frames, so that lists showing a fix age redraw once a second and no more. */
export const positionsVersion = shallowRef(0)

export function trackOf(index: number): Track | undefined {
  return tracks.get(index)
}

export function pointAt(track: Track, nowMs: number): [number, number] {
  const share = Math.min(1, Math.max(0, (nowMs - track.startedMs) / GLIDE_MS))
  return [
    track.fromLon + (track.toLon - track.fromLon) * share,
    track.fromLat + (track.toLat - track.fromLat) * share,
  ]
}

function continued(
  previous: Track | undefined,
  record: PositionRecord,
  nowMs: number,
  serverMs: number,
): Track {
  const jump =
    !previous || Math.abs(previous.toLon - record.lon) + Math.abs(previous.toLat - record.lat) > JUMP_DEG
  const [fromLon, fromLat] = jump ? [record.lon, record.lat] : pointAt(previous, nowMs)
  return {
    fromLon,
    fromLat,
    toLon: record.lon,
    toLat: record.lat,
    startedMs: nowMs,
    headingDeg: record.headingDeg,
    speedKmh: record.speedKmh,
    fixMs: record.ageS === null ? null : serverMs - record.ageS * 1000,
    stale: record.stale,
    estimated: record.estimated,
    linkLost: record.linkLost,
  }
}

/** `nowMs` counts on this machine, for the glide; `serverMs` is the server's time, for ages. */
export function applyPositions(records: PositionRecord[], nowMs: number, serverMs: number): void {
  for (const record of records)
    tracks.set(record.index, continued(tracks.get(record.index), record, nowMs, serverMs))
  positionsVersion.value++
}

/** True while any symbol is still gliding, so that a map at rest costs nothing. */
export function anyMoving(nowMs: number): boolean {
  for (const track of tracks.values()) {
    if (nowMs - track.startedMs > GLIDE_MS) continue
    if (track.fromLon !== track.toLon || track.fromLat !== track.toLat) return true
  }
  return false
}

export function forgetPositions(): void {
  tracks.clear()
  positionsVersion.value++
}
