/** An answer that is asked anew as the board moves on: at most once in a while, and never twice at once. */
import { onBeforeUnmount, type Ref, shallowRef, watch } from 'vue'
import { ApiError } from '@/api/client'
import { useBoard } from '@/stores/board'

const LEAST_MS = 1500
/** Arrivals and positions move without a change of the board. */
const MOST_MS = 5000

export function useFresh<T>(ask: () => Promise<T> | null): { answer: Ref<T | null>; refresh: () => void } {
  const [answer, board] = [shallowRef<T | null>(null), useBoard()]
  let [asking, timer, over] = [false, 0, false]

  function later(waitMs: number): void {
    window.clearTimeout(timer)
    if (!over) timer = window.setTimeout(refresh, waitMs)
  }

  async function refresh(): Promise<void> {
    if (asking) return later(LEAST_MS)
    const asked = ask()
    asking = true
    try {
      answer.value = asked ? await asked : null
    } catch (error) {
      // What has left this desk's sight has no card any more; else the last one stays.
      if (error instanceof ApiError && error.problem.status === 404) answer.value = null
    } finally {
      asking = false
      later(MOST_MS)
    }
  }

  watch(
    () => board.seq,
    () => later(LEAST_MS),
  )
  void refresh()
  onBeforeUnmount(() => {
    over = true
    window.clearTimeout(timer)
  })
  return { answer, refresh: () => void refresh() }
}
