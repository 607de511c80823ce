/**
 * What a replay is fed with: the board at the start, then what changed and where vehicles were, by time.
 *
 * Nothing here knows where it comes from. The server streams a past hour (`past.ts`); a simulated run can
 * feed the same player by yielding the same parts. Times are UTC milliseconds of the replayed world.
 */
import type { Snapshot } from '@/api/views'
import type { ChangesFrame } from '@/live/protocol'

/** Vehicle by its place in the register, moment of the fix, moment from which it is shown, lon, lat, km/h, degrees. */
export type PastFix = readonly [
  vehicle: number,
  atMs: number,
  receivedMs: number,
  lon: number,
  lat: number,
  speedKmh: number,
  headingDeg: number,
]

/** A line of an event's log. */
export interface PastLine {
  seq: number
  at_ms: number
  incident_id: string
  kind: string
  zh: string
  en: string
}

export interface StartPart {
  type: 'start'
  from_ms: number
  to_ms: number
  board: Snapshot
  /** The last known fix of each vehicle. */
  fixes: readonly PastFix[]
}

/** What happened after `from_ms`, `to_ms` included; parts follow one another without a gap. */
export interface StretchPart {
  type: 'minute'
  from_ms: number
  to_ms: number
  changes: readonly ChangesFrame[]
  fixes: readonly PastFix[]
  log: readonly PastLine[]
}

export interface EndPart {
  type: 'end'
  /** Entries that could not be shown because what they rest on was erased by law. */
  passed_over: number
}

export type ReplayPart = StartPart | StretchPart | EndPart

/** Yields a start, stretches in order, an end; stops early when the signal says so. */
export type ReplayFeed = (fromMs: number, toMs: number, signal: AbortSignal) => AsyncIterable<ReplayPart>
