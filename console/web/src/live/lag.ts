/**
 * How old the news is when it arrives. The server stamps each tick with its wall clock; a desk
 * whose own clock is wrong must not show a false lag, so a constant offset is taken out.
 */
const WINDOW = 60
const PLAUSIBLE_MS = 2000

export class LagMeter {
  private readonly deltas: number[] = []

  /** Lag in ms for a tick sent at `sentMs` (server) and received at `receivedMs` (this machine). */
  measure(sentMs: number, receivedMs: number): number {
    const delta = receivedMs - sentMs
    this.deltas.push(delta)
    if (this.deltas.length > WINDOW) this.deltas.shift()
    const least = Math.min(...this.deltas)
    const clocksAgree = least >= 0 && least <= PLAUSIBLE_MS
    return Math.max(0, clocksAgree ? delta : delta - least)
  }

  reset(): void {
    this.deltas.length = 0
  }
}
