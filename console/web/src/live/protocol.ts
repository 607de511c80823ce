/** The text frames of the websocket, as the server sends them. */
import type { Alarm, CallView, ClockView, CrewRequest, IncidentView, Restriction, Snapshot, VehicleView } from '@/api/views'

export interface SnapshotFrame extends Snapshot {
  type: 'snapshot'
}

export interface ChangesFrame {
  type: 'changes'
  seq: number
  at_ms: number
  calls: CallView[]
  incidents: IncidentView[]
  vehicles: VehicleView[]
  restrictions?: Restriction[]
  requests?: CrewRequest[]
  /** Left the board, or the sight of this login. */
  removed?: Partial<Record<string, string[]>>
}

export interface TickFrame {
  type: 'tick'
  now_ms: number
  sent_ms: number
  clock: ClockView
  seq: number
  clients: number
}

export interface AlarmFrame extends Alarm {
  type: 'alarm'
}

/** Other road times are in force: what was ranked before is old. */
export interface RoadsFrame {
  type: 'roads'
  version: string
  changed_ms: number
}

/** Which windows have which events open (UI-06): all of them anew. */
export interface EditorsFrame {
  type: 'editors'
  editors: { id: string }[]
}

export type TextFrame =
  SnapshotFrame | ChangesFrame | TickFrame | AlarmFrame | RoadsFrame | EditorsFrame | { type: 'ping' }

export const CLOSE_NOT_LOGGED_IN = 4401
export const CLOSE_ORIGIN_REFUSED = 4403
export const CLOSE_TOO_SLOW = 4008
