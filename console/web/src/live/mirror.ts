/**
 * What the shared line knows of the board, so that a window that comes later is told everything at
 * once and the server is not asked again. Text frames are kept merged; of positions the newest.
 */
import type { AlarmFrame, ChangesFrame, RoadsFrame, SnapshotFrame, TextFrame, TickFrame } from '@/live/protocol'
import type { Cursor } from '@/live/socket'
import { byId, type Identified, merged, mergedVehicles } from '@/stores/merge'
import type { VehicleView } from '@/api/views'

type Lists = Record<string, ReadonlyMap<string, Identified>>

const listsOf = (frame: object): [string, Identified[]][] =>
  Object.entries(frame).filter((entry): entry is [string, Identified[]] => Array.isArray(entry[1]))

export class BoardMirror {
  private head: SnapshotFrame | null = null
  private seq: number | null = null
  private lists: Lists = {}
  private tick: TickFrame | null = null
  private roads: RoadsFrame | null = null
  private readonly alarms = new Map<string, AlarmFrame>()
  private positions: ArrayBuffer | null = null

  get cursor(): Cursor {
    return { epoch: this.head?.epoch ?? null, seq: this.seq }
  }

  hear(frame: TextFrame): void {
    if (frame.type === 'snapshot') this.start(frame)
    else if (frame.type === 'changes') this.merge(frame)
    else if (frame.type === 'tick') this.tick = frame
    else if (frame.type === 'roads') this.roads = frame
    else if (frame.type === 'alarm' && frame.active) this.alarms.set(frame.code, frame)
    else if (frame.type === 'alarm') this.alarms.delete(frame.code)
  }

  place(positions: ArrayBuffer): void {
    this.positions = positions
  }

  /** A new connection: the server tells its alarms anew. */
  clearAlarms(): void {
    this.alarms.clear()
  }

  forget(): void {
    this.head = this.seq = this.tick = this.roads = this.positions = null
    this.lists = {}
    this.alarms.clear()
  }

  /** Everything as a window wants to hear it that has just come; nothing before the first snapshot. */
  told(): { frames: TextFrame[]; positions: ArrayBuffer | null } {
    if (!this.head) return { frames: [], positions: null }
    const lists = Object.fromEntries(Object.entries(this.lists).map(([name, list]) => [name, [...list.values()]]))
    const now = this.tick ? { now_ms: this.tick.now_ms, clock: this.tick.clock } : {}
    const snapshot: SnapshotFrame = { ...this.head, ...now, ...lists, seq: this.seq ?? this.head.seq }
    return { frames: [snapshot, ...(this.roads ? [this.roads] : []), ...this.alarms.values()], positions: this.positions }
  }

  private start(frame: SnapshotFrame): void {
    this.head = frame
    this.seq = frame.seq
    this.lists = Object.fromEntries(listsOf(frame).map(([name, list]) => [name, byId(list)]))
  }

  private merge(frame: ChangesFrame): void {
    if (this.seq === null || frame.seq < this.seq) return
    this.seq = frame.seq
    const came = new Map(listsOf(frame))
    for (const name of new Set([...came.keys(), ...Object.keys(frame.removed ?? {})])) {
      const [list, removed] = [came.get(name) ?? [], frame.removed?.[name]]
      const before = this.lists[name] ?? new Map<string, Identified>()
      this.lists[name] =
        name === 'vehicles'
          ? mergedVehicles(before as ReadonlyMap<string, VehicleView>, list as VehicleView[], removed)
          : merged(before, list, removed)
    }
  }
}
