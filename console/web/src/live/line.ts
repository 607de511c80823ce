/** This window's end of the line: the best way there is, and another one when that has died. */
import { Elapsed } from '@/live/elapsed'
import type { ToWindow } from '@/live/hub'
import type { TextFrame } from '@/live/protocol'
import type { Connection } from '@/live/socket'
import { hasShared, replaceWorker, shared, type Way } from '@/live/ways'

export interface LineEars {
  onFrame: (frame: TextFrame, lagMs: number | null, skewMs: number) => void
  onPositions: (buffer: ArrayBuffer) => void
  /** `silentMs` is how long the server has not been heard; null when it never was. */
  onConnection: (state: Connection, silentMs: number | null) => void
  onHeard: () => void
  onAnew: () => void
  onLoggedOut: () => void
  onWay: (kind: Way['kind']) => void
}

/** Beats come every second; twice in a row nothing for so long, and the line itself is dead. */
const DEAD_AFTER_MS = 4000
const LOOK_EVERY_MS = 1000
/** A worker that dies this often is not to be had here. */
const DEATHS_MAX = 3

export class Line {
  private way: Way | null = null
  private readonly sinceTold = new Elapsed()
  private suspicions = 0
  private deaths = 0
  private closed = false
  private watch: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly url: string,
    private readonly username: string,
    private readonly ears: LineEars,
  ) {}

  open(): void {
    this.seek()
    this.watch = setInterval(() => this.look(), LOOK_EVERY_MS)
    window.addEventListener('pagehide', this.bye)
    window.addEventListener('pageshow', this.attach)
  }

  close(): void {
    this.closed = true
    clearInterval(this.watch)
    window.removeEventListener('pagehide', this.bye)
    window.removeEventListener('pageshow', this.attach)
    this.bye()
    this.way?.close()
    this.way = null
    this.ears.onConnection('closed', null)
  }

  private readonly bye = (): void => this.way?.send({ kind: 'bye' })
  private readonly attach = (): void => this.way?.send({ kind: 'attach', url: this.url })

  /** The best way there is; what is needed without workers is loaded only then. */
  private seek(): void {
    const hear = (message: ToWindow) => this.hear(message)
    if (hasShared() && this.deaths < DEATHS_MAX) return this.take(shared(this.username, hear, () => this.replace()))
    void import('@/live/fallback')
      .then((it) => !this.closed && this.take(it.withoutWorker(this.username, hear, this.attach)))
      .catch(() => setTimeout(() => !this.closed && this.seek(), DEAD_AFTER_MS))
  }

  private take(way: Way): void {
    this.way = way
    this.sinceTold.restart()
    this.suspicions = 0
    this.ears.onWay(way.kind)
    this.attach()
  }

  /** Twice, because a machine that wakes from sleep runs this before it hears what waits for it. */
  private look(): void {
    if (this.way?.kind === 'own') return
    this.suspicions = this.sinceTold.ms > DEAD_AFTER_MS ? this.suspicions + 1 : 0
    if (this.suspicions >= 2) this.replace()
  }

  private replace(): void {
    const { way } = this
    this.suspicions = 0
    // The lock of a window that has died falls to another one by itself.
    if (way?.kind !== 'shared') return this.attach()
    this.deaths += 1
    replaceWorker(way.number ?? 0)
    this.way = null
    way.close()
    this.seek()
  }

  private hear(message: ToWindow): void {
    this.sinceTold.restart()
    switch (message.kind) {
      case 'beat':
        return
      case 'frame':
        if (message.frame.type === 'tick') {
          this.deaths = 0
          this.way?.send({ kind: 'heard' })
          this.ears.onHeard()
        }
        return this.ears.onFrame(message.frame, message.lagMs, message.skewMs)
      case 'positions':
        return this.ears.onPositions(message.buffer)
      case 'state':
        return this.ears.onConnection(message.connection, message.silentMs)
      case 'anew':
        return this.ears.onAnew()
      case 'loggedOut':
        return this.ears.onLoggedOut()
    }
  }
}
