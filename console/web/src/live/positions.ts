/**
 * Where every vehicle was heard of, and where its symbol stands between two fixes.
 *
 * A moving vehicle is reckoned on from its fix along its heading, at its speed, for a few seconds and
 * metres and no further: beyond that nobody knows. What the fix then corrects is taken out gently. A
 * stale fix is never reckoned on; its symbol stands, hollow, where the vehicle was last heard of.
 */
import { shallowRef } from 'vue'
import type { PositionRecord } from '@/live/frames'

export interface Track {
  /** The fix itself: what lists, rankings and routes go by. */
  toLon: number
  toLat: number
  /** Degrees a second by heading and speed; both 0 when the vehicle stands or its fix is old. */
  lonPerS: number
  latPerS: number
  /** How far the symbol stood from where it should when the fix came; taken out while it glides. */
  offLon: number
  offLat: number
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

/** Longest glide after a fix: a correction is over within a second. */
export const GLIDE_MS = 1000
/** Reckoned no further than this beyond a fix: two reports of five seconds, and what a street is long. */
export const RECKON_MS = 10_000
export const RECKON_M = 150
/** Slower than this a heading means nothing: terminals tremble. */
const MOVING_KMH = 5
const JUMP_DEG = 0.03
const METRES_PER_DEGREE = 111_320
/** Two ages are whole seconds: what is told again within this is the same fix. */
const SAME_FIX_MS = 1500
/** The server tells its time every second; a silent server moves nothing. */
const AHEAD_MAX_MS = 1500
const RATE_MAX = 120

const tracks = new Map<number, Track>()

/** The server's time and pace as its frames tell them; a training clock may run, jump or stand. */
const heard = { serverMs: 0, localMs: 0, rate: 1 }

/** Counts frames, so that lists showing a fix age redraw once a second and no more. */
export const positionsVersion = shallowRef(0)

export function trackOf(index: number): Track | undefined {
  return tracks.get(index)
}

const serverAt = (nowMs: number): number =>
  heard.serverMs + Math.min(AHEAD_MAX_MS, Math.max(0, nowMs - heard.localMs)) * heard.rate

function hear(serverMs: number, localMs: number): void {
  const [passed, here] = [serverMs - heard.serverMs, localMs - heard.localMs]
  if (here > 200) heard.rate = passed >= 0 && passed <= here * RATE_MAX ? passed / here : 1
  heard.serverMs = serverMs
  heard.localMs = localMs
}

/** Seconds that a track may be reckoned on at most, from its fix. */
function boundS({ speedKmh }: Track): number {
  return Math.min(RECKON_MS / 1000, RECKON_M / (speedKmh / 3.6))
}

const moves = (track: Track): boolean => track.lonPerS !== 0 || track.latPerS !== 0

function reckoned(track: Track, nowMs: number): [number, number] {
  if (!moves(track) || track.fixMs === null) return [track.toLon, track.toLat]
  const seconds = Math.min(Math.max(0, (serverAt(nowMs) - track.fixMs) / 1000), boundS(track))
  return [track.toLon + track.lonPerS * seconds, track.toLat + track.latPerS * seconds]
}

/** Where a symbol stands at a moment of this machine. */
export function pointAt(track: Track, nowMs: number): [number, number] {
  const [lon, lat] = reckoned(track, nowMs)
  const left = 1 - Math.min(1, Math.max(0, (nowMs - track.startedMs) / GLIDE_MS))
  return [lon + track.offLon * left, lat + track.offLat * left]
}

function velocity({ speedKmh, headingDeg, lat, stale, estimated, ageS }: PositionRecord): [number, number] {
  if (stale || estimated || ageS === null || speedKmh < MOVING_KMH) return [0, 0]
  const [degrees, angle] = [speedKmh / 3.6 / METRES_PER_DEGREE, (headingDeg * Math.PI) / 180]
  return [(degrees * Math.sin(angle)) / Math.cos((lat * Math.PI) / 180), degrees * Math.cos(angle)]
}

const isSame = (previous: Track, record: PositionRecord, fixMs: number | null): boolean =>
  previous.toLon === record.lon &&
  previous.toLat === record.lat &&
  previous.stale === record.stale &&
  (fixMs === null ? previous.fixMs === null : Math.abs((previous.fixMs ?? 0) - fixMs) < SAME_FIX_MS)

function continued(previous: Track | undefined, record: PositionRecord, nowMs: number, serverMs: number): Track {
  const fixMs = record.ageS === null ? null : serverMs - record.ageS * 1000
  if (previous && isSame(previous, record, fixMs))
    // Ages are cut to whole seconds, so the earliest reckoning of a fix is the nearest.
    return { ...previous, linkLost: record.linkLost, fixMs: fixMs === null ? null : Math.min(previous.fixMs!, fixMs) }
  const [lonPerS, latPerS] = velocity(record)
  const track: Track = {
    toLon: record.lon,
    toLat: record.lat,
    lonPerS,
    latPerS,
    offLon: 0,
    offLat: 0,
    startedMs: nowMs,
    headingDeg: record.headingDeg,
    speedKmh: record.speedKmh,
    fixMs,
    stale: record.stale,
    estimated: record.estimated,
    linkLost: record.linkLost,
  }
  const jump =
    !previous || Math.abs(previous.toLon - record.lon) + Math.abs(previous.toLat - record.lat) > JUMP_DEG
  if (jump) return track
  const [shown, meant] = [pointAt(previous, nowMs), reckoned(track, nowMs)]
  return { ...track, offLon: shown[0] - meant[0], offLat: shown[1] - meant[1] }
}

/** `nowMs` counts on this machine, for the glide; `serverMs` is the server's time, for ages. */
export function applyPositions(records: readonly PositionRecord[], nowMs: number, serverMs: number): void {
  hear(serverMs, nowMs)
  for (const record of records)
    tracks.set(record.index, continued(tracks.get(record.index), record, nowMs, serverMs))
  positionsVersion.value++
}

/** True while any symbol still moves, so that a map at rest costs nothing. */
export function anyMoving(nowMs: number): boolean {
  const serverMs = serverAt(nowMs)
  const reckons = heard.rate > 0 && nowMs - heard.localMs <= AHEAD_MAX_MS
  for (const track of tracks.values()) {
    const gliding = nowMs - track.startedMs <= GLIDE_MS && (track.offLon !== 0 || track.offLat !== 0)
    if (gliding) return true
    if (reckons && moves(track) && serverMs - track.fixMs! <= boundS(track) * 1000) return true
  }
  return false
}

export function forgetPositions(): void {
  tracks.clear()
  positionsVersion.value++
}
