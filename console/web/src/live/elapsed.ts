/**
 * Time since something was heard, by the clock that shows more: a machine asleep stops the steady
 * one, and a person who sets the time turns the other one back.
 */
export class Elapsed {
  private wallMs = 0
  private steadyMs = 0

  constructor() {
    this.restart()
  }

  /** Starts anew, as of `agoMs` ago. */
  restart(agoMs = 0): void {
    this.wallMs = Date.now() - agoMs
    this.steadyMs = performance.now() - agoMs
  }

  get ms(): number {
    return Math.max(Date.now() - this.wallMs, performance.now() - this.steadyMs)
  }
}
