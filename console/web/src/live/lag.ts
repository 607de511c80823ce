/**
 * How old the news is when it arrives. The server stamps each tick with its wall clock; a desk
 * whose own clock is wrong must not show a false lag, so a constant offset is taken out.
 */
const WINDOW = 60
const PLAUSIBLE_MS = 2000
/** One late tick proves nothing about a clock. */
const SURE_AFTER = 3

export class LagMeter {
  private readonly deltas: number[] = []
  private before: { receivedMs: number; elapsedMs: number } | null = null

  /**
   * Lag in ms for a tick sent at `sentMs` (server) and received at `receivedMs` (this machine).
   * `elapsedMs` counts steadily, so that a clock that is set under way is no lag of an hour.
   */
  measure(sentMs: number, receivedMs: number, elapsedMs: number = receivedMs): number {
    const { before } = this
    this.before = { receivedMs, elapsedMs }
    if (before && Math.abs(receivedMs - before.receivedMs - (elapsedMs - before.elapsedMs)) > PLAUSIBLE_MS)
      this.deltas.length = 0
    const delta = receivedMs - sentMs
    this.deltas.push(delta)
    if (this.deltas.length > WINDOW) this.deltas.shift()
    const least = Math.min(...this.deltas)
    return Math.max(0, this.agrees(least) ? delta : delta - least)
  }

  /** How far this machine's clock is ahead of the server's; 0 while they agree as far as can be told. */
  get skewMs(): number {
    if (this.deltas.length < SURE_AFTER) return 0
    const least = Math.min(...this.deltas)
    return this.agrees(least) ? 0 : least
  }

  private agrees(leastMs: number): boolean {
    return leastMs >= -PLAUSIBLE_MS && leastMs <= PLAUSIBLE_MS
  }

  reset(): void {
    this.deltas.length = 0
    this.before = null
  }
}
