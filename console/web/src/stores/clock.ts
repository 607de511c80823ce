/** The server's time, carried forward between ticks at the server's own pace. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { ClockView } from '@/api/views'

/** Shown time steps often enough for a running second, seldom enough to cost nothing. */
const STEP_MS = 250

export const useClock = defineStore('clock', () => {
  const nowMs = ref(Date.now())
  /** Steps once a second of this machine: for ages in long lists, where four times would be waste. */
  const beatMs = ref(Date.now())
  let steps = 0
  const simulated = ref(false)
  const speed = ref(1)
  const paused = ref(false)
  let anchorServerMs = Date.now()
  let anchorLocalMs = performance.now()

  function serverNow(): number {
    if (paused.value) return anchorServerMs
    const rate = simulated.value ? speed.value : 1
    return anchorServerMs + (performance.now() - anchorLocalMs) * rate
  }

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
    if (++steps % 4 === 0) beatMs.value = nowMs.value
  }, STEP_MS)

  return { nowMs, beatMs, simulated, speed, paused, sync, follow, serverNow }
})
