/** The server's time, carried forward between ticks at the server's own pace. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { ClockView } from '@/api/views'

/** Shown time steps often enough for a running second, seldom enough to cost nothing. */
const STEP_MS = 250
/** A tick comes every second. Time the server has not told is no reason to call anything overdue. */
const AHEAD_MAX_MS = 1200
const CHINA_MS = 8 * 3_600_000

export const useClock = defineStore('clock', () => {
  const nowMs = ref(Date.now())
  /**
   * For ages of what this desk holds: they grow whether or not the server is heard. Steps once a
   * second of this machine, for in long lists four times would be waste.
   */
  const beatMs = ref(Date.now())
  /** The day in China, as `2026-12-01`; it changes once a day. */
  const day = computed(() => new Date(nowMs.value + CHINA_MS).toISOString().slice(0, 10))
  let steps = 0
  const simulated = ref(false)
  const speed = ref(1)
  const paused = ref(false)
  let anchorServerMs = Date.now()
  let anchorLocalMs = performance.now()

  function after(localMs: number): number {
    const rate = paused.value ? 0 : simulated.value ? speed.value : 1
    // Whole ones: what is sent with a time is refused with a fraction of a millisecond.
    return Math.round(anchorServerMs + localMs * rate)
  }

  const sinceAnchorMs = () => performance.now() - anchorLocalMs

  /** The time of the world; it stands still when the server has gone silent. */
  const serverNow = (): number => after(Math.min(sinceAnchorMs(), AHEAD_MAX_MS))

  function sync(serverMs: number, clock?: ClockView): void {
    anchorServerMs = serverMs
    anchorLocalMs = performance.now()
    if (clock) follow(clock)
    nowMs.value = serverNow()
  }

  function follow(clock: ClockView): void {
    simulated.value = clock.simulated
    speed.value = clock.speed
    paused.value = clock.paused
  }

  setInterval(() => {
    nowMs.value = serverNow()
    if (++steps % 4 === 0) beatMs.value = after(sinceAnchorMs())
  }, STEP_MS)

  return { nowMs, beatMs, day, simulated, speed, paused, sync, follow, serverNow }
})
