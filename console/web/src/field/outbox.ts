/**
 * The queue of presses (按键队列): what a crew does out of coverage is kept with the time it was pressed
 * and one idempotency key for all tries, and goes out in that order once the server is there again.
 */
import { ApiError, type Problem } from '@/api/client'

/** `kept`: the server noted it beside the task, but it counts for nothing (WhyKept). */
export type Outcome = 'waiting' | 'delivered' | 'kept' | 'refused'

/** What a press is about; enough to show it and to draw the state it leads to. */
export interface Wish {
  kind: 'status' | 'refuse' | 'hospital' | 'request' | 'duty' | 'reception' | 'message' | 'condition' | 'hospitalRefusal'
  path: string
  body: Record<string, unknown>
  /** When it was pressed, in the server's time. */
  at_ms: number
  task_id?: string
  state?: string
  /** Shown beside the state or the kind: a reason, a hospital, words. */
  note?: string
}

export interface Press extends Wish {
  /** Its idempotency key. */
  key: string
  /** Order of pressing. */
  no: number
  /** The login it was pressed under: another login's presses are not sent in its name. */
  user: string
  outcome: Outcome
  faults: number
  /** The journal number of the receipt: the board shows it from there on. */
  seq: number | null
  why: string
  problem: Problem | null
  /** Whether the crew has been told what became of it. */
  told: boolean
}

export interface Receipt {
  seq: number
  kept?: string | null
}

/** Where presses outlive a reload, a crash and a flat battery. */
export interface PressShelf {
  all(): Promise<Press[]>
  put(press: Press): Promise<void>
  drop(keys: string[]): Promise<void>
}

export const WAITING_MAX = 500
export const SETTLED_MAX = 100
/** A fault inside the server may pass; one that meets the same press so often is that press's own. */
const FAULTS_MAX = 8
const RETRIES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000]
const LATER = new Set([0, 408, 425, 429, 502, 503, 504])

type Flushed = 'empty' | 'later' | 'login'

export class Outbox {
  presses: readonly Press[] = []
  private next = 1
  private user = ''
  private running: Promise<Flushed> | null = null
  private retries = 0
  private timer: ReturnType<typeof setTimeout> | null = null

  constructor(
    private readonly shelf: PressShelf,
    private readonly send: (press: Press) => Promise<Receipt>,
    private readonly newKey: () => string,
    private readonly onChange: (presses: readonly Press[]) => void,
    private readonly onLoggedOut: () => void,
  ) {}

  async load(): Promise<void> {
    const kept = await this.shelf.all()
    this.presses = [...kept].sort((a, b) => a.no - b.no)
    this.next = (this.presses.at(-1)?.no ?? 0) + 1
    this.onChange(this.presses)
  }

  /** From now on presses are this login's; nobody else's are sent. */
  belongTo(user: string): void {
    this.user = user
  }

  get waiting(): Press[] {
    return this.presses.filter((press) => press.outcome === 'waiting' && press.user === this.user)
  }

  /** Presses of other logins that this phone still holds. */
  get foreign(): Press[] {
    return this.presses.filter((press) => press.outcome === 'waiting' && press.user !== this.user)
  }

  /** Keeps a press; false when the queue is full: what is in it came first and stays. */
  async add(wish: Wish): Promise<boolean> {
    if (this.waiting.length + this.foreign.length >= WAITING_MAX) return false
    const press: Press = {
      ...wish,
      key: this.newKey(),
      no: this.next++,
      user: this.user,
      outcome: 'waiting',
      faults: 0,
      seq: null,
      why: '',
      problem: null,
      told: false,
    }
    this.show([...this.presses, press])
    await this.shelf.put(press)
    return true
  }

  /** The crew has seen what became of these. */
  async tell(keys: readonly string[]): Promise<void> {
    for (const press of this.presses) if (keys.includes(press.key)) await this.change(press, { told: true })
  }

  /** Sends what waits, oldest first; whoever asks meanwhile gets the same round. */
  flush(): Promise<Flushed> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.running ??= this.round().finally(() => {
      this.running = null
    })
    return this.running
  }

  /** The network is back: no reason to wait for the next try. */
  hurry(): void {
    this.retries = 0
    if (this.waiting.length > 0) void this.flush()
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private async round(): Promise<Flushed> {
    for (let press = this.waiting[0]; press; press = this.waiting[0]) {
      try {
        const receipt = await this.send(press)
        this.retries = 0
        const why = receipt.kept ?? ''
        await this.settle(press, { outcome: why ? 'kept' : 'delivered', why, seq: receipt.seq, told: !why })
      } catch (error) {
        const problem = problemOf(error)
        if (problem.status === 401) {
          this.onLoggedOut()
          return 'login'
        }
        const isFault = problem.status === 500
        if (LATER.has(problem.status) || (isFault && press.faults < FAULTS_MAX)) {
          if (isFault) await this.change(press, { faults: press.faults + 1 })
          this.tryLater()
          return 'later'
        }
        await this.settle(press, { outcome: 'refused', problem })
      }
    }
    return 'empty'
  }

  private tryLater(): void {
    const wait = RETRIES_MS[Math.min(this.retries++, RETRIES_MS.length - 1)]!
    // Spread, because a whole valley comes back into coverage at once.
    this.timer = setTimeout(() => void this.flush(), wait * (0.75 + Math.random() * 0.5))
  }

  private async settle(press: Press, changes: Partial<Press>): Promise<void> {
    await this.change(press, changes)
    const settled = this.presses.filter((one) => one.outcome !== 'waiting')
    // What nobody has been told of is not history yet.
    const old = settled.filter((one) => one.told).slice(0, Math.max(0, settled.length - SETTLED_MAX))
    if (old.length === 0) return
    const keys = old.map((one) => one.key)
    this.show(this.presses.filter((one) => !keys.includes(one.key)))
    await this.shelf.drop(keys)
  }

  private async change(press: Press, changes: Partial<Press>): Promise<void> {
    const changed = { ...press, ...changes }
    this.show(this.presses.map((one) => (one.key === press.key ? changed : one)))
    await this.shelf.put(changed)
  }

  private show(presses: readonly Press[]): void {
    this.presses = presses
    this.onChange(presses)
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem
  return { status: 0, code: 'unreachable', detail: String(error) }
}
