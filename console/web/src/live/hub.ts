/**
 * One line to the server for all windows of a person: a websocket, what it has told, and who hears.
 *
 * It lives in a shared worker, in the window that leads where there are none, or in the only window.
 * A window that does not say that it hears is sent nothing more, and gets everything anew when it
 * speaks again: a frozen one must not be an hour of frames in memory.
 */
import { Elapsed } from '@/live/elapsed'
import { LagMeter } from '@/live/lag'
import { BoardMirror } from '@/live/mirror'
import type { TextFrame } from '@/live/protocol'
import { type Connection, LiveSocket } from '@/live/socket'

export type ToWindow =
  | { kind: 'frame'; frame: TextFrame; lagMs: number | null; skewMs: number }
  | { kind: 'positions'; buffer: ArrayBuffer }
  | { kind: 'state'; connection: Connection; silentMs: number | null }
  | { kind: 'anew' }
  | { kind: 'loggedOut' }
  | { kind: 'beat' }
export type FromWindow = { kind: 'attach'; url: string } | { kind: 'heard' } | { kind: 'bye' }

export type Send = (message: ToWindow) => void

interface Listener {
  send: Send
  /** Ticks sent since it last said that it hears. */
  unheard: number
}

const UNHEARD_MAX = 15
const LISTENERS_MAX = 64
const BEAT_MS = 1000

export class LineHub {
  private readonly listeners = new Map<unknown, Listener>()
  private readonly mirror = new BoardMirror()
  private readonly lag = new LagMeter()
  private socket: LiveSocket | null = null
  private connection: Connection = 'closed'
  private sinceHeard: Elapsed | null = null
  private beat: ReturnType<typeof setInterval> | undefined

  /** What a window says; `who` is the same thing each time, `send` reaches it. */
  hear(who: unknown, message: FromWindow, send: Send): void {
    if (message.kind === 'bye') return this.part(who)
    const known = this.listeners.get(who)
    if (message.kind === 'heard' && known && known.unheard <= UNHEARD_MAX) {
      known.unheard = 0
      return
    }
    this.admit(who, send)
    if (message.kind === 'attach' && !this.socket) this.open(message.url)
    this.tellAll(send)
  }

  close(): void {
    clearInterval(this.beat)
    this.socket?.close()
    this.socket = null
    this.sinceHeard = null
    this.connection = 'closed'
    this.listeners.clear()
    this.mirror.forget()
  }

  private admit(who: unknown, send: Send): void {
    this.listeners.delete(who)
    this.listeners.set(who, { send, unheard: 0 })
    // The one that has been silent longest stands first.
    if (this.listeners.size > LISTENERS_MAX) this.listeners.delete(this.listeners.keys().next().value)
  }

  private part(who: unknown): void {
    this.listeners.delete(who)
    if (this.listeners.size === 0) this.close()
  }

  private tellAll(send: Send): void {
    const { frames, positions } = this.mirror.told()
    send({ kind: 'anew' })
    for (const frame of frames) send({ kind: 'frame', frame, lagMs: null, skewMs: this.lag.skewMs })
    if (positions) send({ kind: 'positions', buffer: positions })
    send(this.state())
  }

  private state(): ToWindow {
    return { kind: 'state', connection: this.connection, silentMs: this.sinceHeard?.ms ?? null }
  }

  private all(message: ToWindow): void {
    for (const one of this.listeners.values()) if (one.unheard <= UNHEARD_MAX) one.send(message)
  }

  private open(url: string): void {
    this.lag.reset()
    this.socket = new LiveSocket(url, {
      cursor: () => this.mirror.cursor,
      onFrame: (frame) => this.onFrame(frame),
      onPositions: (buffer) => {
        this.mirror.place(buffer)
        this.all({ kind: 'positions', buffer })
      },
      onConnection: (state) => {
        if (state === this.connection) return
        this.connection = state
        this.all(this.state())
      },
      onHeard: () => {
        this.sinceHeard ??= new Elapsed()
        this.sinceHeard.restart()
      },
      onOpen: () => {
        this.lag.reset()
        this.mirror.clearAlarms()
        this.all({ kind: 'anew' })
      },
      onLoggedOut: () => {
        this.all({ kind: 'loggedOut' })
        this.close()
      },
    })
    this.socket.open()
    // A window that hears nothing at all, not even this, knows that the line itself has died.
    this.beat = setInterval(() => this.all({ kind: 'beat' }), BEAT_MS)
  }

  private onFrame(frame: TextFrame): void {
    this.mirror.hear(frame)
    let lagMs: number | null = null
    if (frame.type === 'tick') {
      lagMs = this.lag.measure(frame.sent_ms, Date.now(), performance.now())
      for (const one of this.listeners.values()) one.unheard += 1
    }
    this.all({ kind: 'frame', frame, lagMs, skewMs: this.lag.skewMs })
  }
}
