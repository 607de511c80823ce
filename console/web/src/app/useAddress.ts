/** An address may name an event, as other pages link to it: the desk looks at it once it is on the board. */
import { watch } from 'vue'
import { useBoard } from '@/stores/board'
import { useDesk } from '@/stores/desk'

export function useAddress(): void {
  const wanted = new URLSearchParams(location.search).get('incident')
  if (!wanted) return
  const [board, desk] = [useBoard(), useDesk()]
  const stop = watch(
    () => board.incidents.has(wanted),
    (known) => {
      if (!known) return
      desk.lookAtIncident(wanted)
      history.replaceState(null, '', location.pathname)
      queueMicrotask(() => stop())
    },
    { immediate: true },
  )
}
