/**
 * The server's time on a phone whose own clock may be wrong: measured while the server is heard,
 * carried on by the phone's clock while it is not, so that a press in a valley has the right time.
 */

/** What outlives a reload. */
export interface KeptClock {
  serverMs: number
  phoneMs: number
  rate: number
  /** A training clock is nobody's time: by how much a phone differs from it says nothing. */
  training: boolean
}

const WINDOW = 30
/** A phone's clock that is set by hand moves by more than any network is late. */
const SET_BY_HAND_MS = 30_000
const SAMPLES_TO_BELIEVE = 3

export class ServerClock {
  private leads: number[] = []
  private surprises = 0

  constructor(private kept: KeptClock | null = null) {}

  /** A time the server has just told; `trainingRate` is how fast a training clock runs, 0 while it stands. */
  hear(serverMs: number, phoneMs: number, trainingRate: number | null = null): void {
    if (trainingRate !== null) {
      this.leads = []
      this.kept = { serverMs, phoneMs, rate: trainingRate, training: true }
      return
    }
    const lead = serverMs - phoneMs
    const best = this.leads.length > 0 ? Math.max(...this.leads) : lead
    this.surprises = Math.abs(lead - best) > SET_BY_HAND_MS ? this.surprises + 1 : 0
    if (this.surprises >= SAMPLES_TO_BELIEVE) {
      this.leads = []
      this.surprises = 0
    }
    this.leads.push(lead)
    if (this.leads.length > WINDOW) this.leads.shift()
    // A frame can only be late, never early: the largest lead is the truest.
    this.kept = { serverMs: phoneMs + Math.max(...this.leads), phoneMs, rate: 1, training: false }
  }

  /** The server's time at a moment of the phone's clock; the phone's own while none was ever told. */
  at(phoneMs: number): number {
    if (!this.kept) return phoneMs
    return Math.round(this.kept.serverMs + (phoneMs - this.kept.phoneMs) * this.kept.rate)
  }

  /** How far the phone's clock is ahead; null while it is not known, or means nothing in a training. */
  get skewMs(): number | null {
    return this.kept && !this.kept.training ? this.kept.phoneMs - this.kept.serverMs : null
  }

  /** The phone's time when the server was last heard, also before a reload. */
  get heardMs(): number | null {
    return this.kept?.phoneMs ?? null
  }

  keep(): KeptClock | null {
    return this.kept
  }
}
