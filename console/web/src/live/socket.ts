/** Keeps one websocket open, resumes where it stopped, and says truthfully whether the screen is current. */
import { Elapsed } from '@/live/elapsed'
import { CLOSE_NOT_LOGGED_IN, CLOSE_ORIGIN_REFUSED, type TextFrame, type TickFrame } from '@/live/protocol'

export type Connection = 'connecting' | 'live' | 'lost' | 'refused' | 'closed'

export interface Cursor {
  epoch: string | null
  seq: number | null
}

export interface SocketHandlers {
  cursor: () => Cursor
  onFrame: (frame: TextFrame) => void
  /** As it came; windows decode it. */
  onPositions: (buffer: ArrayBuffer) => void
  onConnection: (state: Connection) => void
  onHeard: () => void
  /** A new connection: what is only told when it changes is told anew. */
  onOpen: () => void
  onLoggedOut: () => void
}

const RETRIES_MS = [250, 500, 1000, 2000, 3000]
const SILENCE_MS = 6000
const TICKS_BEHIND_MAX = 3

export class LiveSocket {
  private socket: WebSocket | null = null
  private tries = 0
  private ticksBehind = 0
  private readonly sinceHeard = new Elapsed()
  private watch: ReturnType<typeof setInterval> | null = null
  private retry: ReturnType<typeof setTimeout> | null = null

  constructor(
    private readonly url: string,
    private readonly handlers: SocketHandlers,
  ) {}

  open(): void {
    this.connect()
    // A half-open connection (a pulled cable, a machine that slept) raises no event for minutes:
    // silence is the only sign.
    this.watch = setInterval(() => {
      if (this.socket && this.sinceHeard.ms > SILENCE_MS) this.drop()
    }, 1000)
  }

  close(): void {
    if (this.watch) clearInterval(this.watch)
    if (this.retry) clearTimeout(this.retry)
    const socket = this.socket
    this.socket = null
    socket?.close()
    this.handlers.onConnection('closed')
  }

  private connect(): void {
    this.retry = null
    this.handlers.onConnection('connecting')
    const socket = new WebSocket(this.url)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    this.sinceHeard.restart()
    socket.onopen = () => {
      this.handlers.onOpen()
      socket.send(JSON.stringify({ type: 'hello', ...this.handlers.cursor() }))
    }
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (this.socket === socket) this.hear(event.data)
    }
    socket.onclose = (event) => {
      if (this.socket === socket) this.lose(event.code)
    }
  }

  private hear(data: string | ArrayBuffer): void {
    // The first word after a sleep may be the last one of a line that has died meanwhile.
    if (this.sinceHeard.ms > SILENCE_MS) return this.drop()
    this.sinceHeard.restart()
    this.tries = 0
    this.handlers.onConnection('live')
    this.handlers.onHeard()
    if (typeof data !== 'string') return this.handlers.onPositions(data)
    const frame = JSON.parse(data) as TextFrame
    if (frame.type === 'ping') return this.socket?.send('{"type":"pong"}')
    this.handlers.onFrame(frame)
    if (frame.type === 'tick') this.checkGap(frame)
  }

  /** The server's last number stays ahead of ours: something was missed, so ask for it again. */
  private checkGap(tick: TickFrame): void {
    const { seq } = this.handlers.cursor()
    this.ticksBehind = seq !== null && tick.seq > seq ? this.ticksBehind + 1 : 0
    if (this.ticksBehind < TICKS_BEHIND_MAX) return
    this.ticksBehind = 0
    this.drop()
  }

  private drop(): void {
    const socket = this.socket
    this.socket = null
    socket?.close()
    this.lose(0)
  }

  private lose(code: number): void {
    this.socket = null
    if (code === CLOSE_NOT_LOGGED_IN) {
      this.handlers.onConnection('closed')
      return this.handlers.onLoggedOut()
    }
    this.handlers.onConnection(code === CLOSE_ORIGIN_REFUSED ? 'refused' : 'lost')
    if (this.retry) return
    const wait = RETRIES_MS[Math.min(this.tries, RETRIES_MS.length - 1)]!
    this.tries += 1
    // Spread, because after a server restart every desk of the prefecture comes back at once.
    this.retry = setTimeout(() => this.connect(), wait * (0.75 + Math.random() * 0.5))
  }
}
