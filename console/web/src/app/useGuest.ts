/**
 * The board that is asked for by a key and does not stand in this window: it comes as a guest at the
 * right, so that every key works in every window, and goes with Esc.
 */
import { computed, type Ref, watch } from 'vue'
import type { Panel } from '@/keys/table'
import { PANELS } from '@/panels'
import { useChoice } from '@/stores/choice'
import { useDesk } from '@/stores/desk'
import { setGuest } from '@/stores/guest'
import { boardOfPanel, panelOfBoard } from '@/windows/boards'

/** `docks` tells whether the strip across the whole screen is there, as it is on the desk. */
export function useGuest(boards: Ref<readonly string[]>, docks: boolean) {
  const [desk, choice] = [useDesk(), useChoice()]
  let home: Panel = 'calls'

  function stands(panel: Panel): boolean {
    const board = boardOfPanel(panel)
    if (boards.value.includes(board)) return true
    const row = PANELS.find(({ id }) => id === board)
    if (!row) return boards.value.some((id) => panelOfBoard(id) === panel)
    return row.dock === 'strip' ? docks : boards.value.includes(row.dock)
  }

  const wanted = computed<Panel>(() => choice.choice?.host ?? desk.panel)
  const guest = computed(() => (stands(wanted.value) ? null : boardOfPanel(wanted.value)))
  watch(
    () => desk.panel,
    (panel) => {
      if (stands(panel)) home = panel
    },
  )
  setGuest(() => {
    if (guest.value === null) return false
    choice.cancel()
    desk.panel = home
    return true
  })
  /** What has the attention at the start is something that is there. */
  function settle(): void {
    const first = boards.value[0]
    if (!stands(desk.panel) && first) desk.panel = home = panelOfBoard(first)
  }
  return { guest, settle }
}
