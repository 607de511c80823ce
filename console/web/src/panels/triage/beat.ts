/** The pace of chest compressions (按压节拍): when beats fall, and how many there were. */

export const CHANGE_OVER_S = 120
const LOOK_AHEAD_S = 0.15

/** Beats that have fallen by now; the first one falls at once. */
export const beatsBy = (elapsedS: number, perMin: number): number =>
  elapsedS < 0 ? 0 : Math.floor((elapsedS * perMin) / 60 + 1e-6) + 1

/** Where between two beats it is, 0 on the beat. */
export const phaseAt = (elapsedS: number, perMin: number): number => ((elapsedS * perMin) / 60) % 1

/** Beats to be sounded before the next look, as seconds from the start, and how many are sounded then. */
export function dueBeats(elapsedS: number, perMin: number, sounded: number): { at: number[]; sounded: number } {
  const until = beatsBy(elapsedS + LOOK_AHEAD_S, perMin)
  // A page that slept does not make up for it with a drum roll.
  const from = Math.max(sounded, beatsBy(elapsedS, perMin) - 1)
  const at = Array.from({ length: Math.max(0, until - from) }, (_, n) => ((from + n) * 60) / perMin)
  return { at, sounded: Math.max(sounded, until) }
}

/** Whether the helpers should change places now: for some seconds every two minutes. */
export const changeOver = (elapsedS: number): boolean => elapsedS > CHANGE_OVER_S && elapsedS % CHANGE_OVER_S < 8
