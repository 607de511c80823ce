/**
 * Plays what a feed yields on any screen: forward at 1–60 times, step by step, or to a moment; what was
 * read is kept, so that going back asks nobody. Knows neither Vue nor the server.
 */
import type { PositionRecord } from '@/live/frames'
import type { ChangesFrame } from '@/live/protocol'
import type { PastFix, PastLine, ReplayFeed, StartPart } from '@/replay/feed'

export const SPEEDS: readonly number[] = [1, 2, 5, 10, 20, 60]

/** Where a replay is shown; a desk's stores, or a test. */
export interface ReplayScreen {
  showBoard: (start: StartPart) => void
  showChanges: (frame: ChangesFrame) => void
  showPositions: (records: PositionRecord[], nowMs: number) => void
  showTime: (nowMs: number, speed: number, paused: boolean) => void
  /** After how many seconds the fix of a vehicle is old. */
  staleAfterS: (vehicle: number) => number
}

export interface ReplayState {
  fromMs: number
  toMs: number
  /** What has been read up to. */
  readyMs: number
  nowMs: number
  speed: number
  playing: boolean
  reading: boolean
  passedOver: number
  log: readonly PastLine[]
}

export class ReplayPlayer {
  private start: StartPart | null = null
  private changes: ChangesFrame[] = []
  private fixes: PastFix[] = []
  private shown = { changes: 0, fixes: 0 }
  private latest = new Map<number, PastFix>()
  private abort = new AbortController()
  state: ReplayState = {
    fromMs: 0, toMs: 0, readyMs: 0, nowMs: 0, speed: 1, playing: false, reading: false, passedOver: 0, log: [],
  }

  constructor(
    private readonly feed: ReplayFeed,
    private readonly screen: ReplayScreen,
    private readonly told: (state: ReplayState) => void = () => undefined,
    private readonly speeds: readonly number[] = SPEEDS,
  ) {}

  /** Reads a stretch of time and shows its first moment; resolves when all of it has been read. */
  async open(fromMs: number, toMs: number): Promise<void> {
    this.close()
    const mine = (this.abort = new AbortController())
    Object.assign(this, { start: null, changes: [], fixes: [], latest: new Map() })
    this.tell({ fromMs, toMs, readyMs: fromMs, nowMs: fromMs, playing: false, reading: true, passedOver: 0, log: [] })
    try {
      for await (const part of this.feed(fromMs, toMs, mine.signal)) {
        if (mine.signal.aborted) return
        if (part.type === 'start') {
          this.start = part
          this.tell({ toMs: part.to_ms })
          this.rewind()
          this.show()
        } else if (part.type === 'minute') {
          this.changes.push(...part.changes)
          this.fixes.push(...part.fixes)
          this.tell({ readyMs: part.to_ms, log: part.log.length ? [...this.state.log, ...part.log] : this.state.log })
        } else this.tell({ passedOver: part.passed_over })
      }
    } finally {
      if (this.abort === mine) this.tell({ reading: false })
    }
  }

  close(): void {
    this.abort.abort()
  }

  /** Time has passed on this machine. */
  pass(elapsedMs: number): void {
    const { playing, nowMs, readyMs, toMs, speed } = this.state
    if (!playing) return
    this.goOnTo(Math.min(nowMs + elapsedMs * speed, readyMs))
    if (this.state.nowMs >= toMs) this.play(false)
  }

  play(on: boolean): void {
    this.tell({ playing: on && this.start !== null && this.state.nowMs < this.state.toMs })
    this.show()
  }

  /** To the next faster or slower of the speeds. */
  turnSpeed(step: 1 | -1): void {
    const at = this.speeds.indexOf(this.state.speed)
    this.tell({ speed: this.speeds[Math.min(this.speeds.length - 1, Math.max(0, at + step))]! })
    this.show()
  }

  /** The board as it was at a moment, as far as has been read. */
  seek(atMs: number): void {
    if (!this.start) return
    const wanted = Math.min(Math.max(atMs, this.state.fromMs), this.state.readyMs)
    if (wanted < this.state.nowMs) this.rewind()
    this.goOnTo(wanted)
  }

  /** To the moment of the next (or the last) thing that happened, and stop there. */
  step(way: 1 | -1): void {
    const times = this.changes.map((frame) => frame.at_ms)
    const { nowMs } = this.state
    const next = way === 1 ? times.find((ms) => ms > nowMs) : times.filter((ms) => ms < nowMs).at(-1)
    this.play(false)
    this.seek(next ?? (way === 1 ? this.state.readyMs : this.state.fromMs))
  }

  private rewind(): void {
    const start = this.start!
    this.shown = { changes: 0, fixes: 0 }
    this.latest = new Map(start.fixes.map((fix) => [fix[0], fix]))
    this.state = { ...this.state, nowMs: start.from_ms }
    this.screen.showBoard(start)
  }

  private goOnTo(nowMs: number): void {
    for (let frame; (frame = this.changes[this.shown.changes]) && frame.at_ms <= nowMs; this.shown.changes++)
      this.screen.showChanges(frame)
    for (let fix; (fix = this.fixes[this.shown.fixes]) && fix[2] <= nowMs; this.shown.fixes++) this.latest.set(fix[0], fix)
    this.tell({ nowMs })
    this.show()
  }

  private show(): void {
    if (!this.start) return
    const { nowMs, speed, playing } = this.state
    this.screen.showTime(nowMs, speed, !playing)
    this.screen.showPositions([...this.latest.values()].map((fix) => this.record(fix, nowMs)), nowMs)
  }

  private record([index, atMs, , lon, lat, speedKmh, headingDeg]: PastFix, nowMs: number): PositionRecord {
    const ageS = Math.max(0, (nowMs - atMs) / 1000)
    const stale = ageS > this.screen.staleAfterS(index)
    return { index, lon, lat, speedKmh, headingDeg, ageS, stale, estimated: false, linkLost: false }
  }

  private tell(change: Partial<ReplayState>): void {
    this.state = { ...this.state, ...change }
    this.told(this.state)
  }
}
