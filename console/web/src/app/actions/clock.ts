/** Pace of the simulated day; a real centre has no such keys. */
import { setClock } from '@/api/endpoints'
import { useClock } from '@/stores/clock'
import { useWrites } from '@/stores/writes'

export const SPEEDS = [1, 5, 20] as const

async function change(wish: { speed?: number; paused?: boolean }): Promise<void> {
  const [clock, writes] = [useClock(), useWrites()]
  const answer = await writes.attempt('clock', () => setClock(wish))
  if (answer) clock.follow({ simulated: true, speed: answer.speed, paused: answer.paused })
}

export const setSpeed = (speed: number): Promise<void> => change({ speed, paused: false })
export const togglePaused = (): Promise<void> => change({ paused: !useClock().paused })

export function stepSpeed(step: 1 | -1): void {
  const { speed } = useClock()
  const nearest = SPEEDS.reduce(
    (best, one, i) => (Math.abs(one - speed) < Math.abs(SPEEDS[best]! - speed) ? i : best),
    0,
  )
  const next = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, nearest + step))]!
  if (next !== speed) void setSpeed(next)
}
