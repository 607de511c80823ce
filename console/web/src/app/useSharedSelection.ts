/** One selection in all windows of a person: whoever leads says it, the others follow at once. */
import { nextTick, onBeforeUnmount, watch } from 'vue'
import { type Focus, useDesk } from '@/stores/desk'
import { useRanking } from '@/stores/ranking'
import { useWindows } from '@/stores/windows'

interface Selection {
  focus: Focus | null
  callId: string | null
  vehicleId: string | null
  taskId: string | null
  chosenId: string | null
}

export function useSharedSelection(): void {
  const [desk, ranking, windows] = [useDesk(), useRanking(), useWindows()]

  const selection = (): Selection => ({
    focus: desk.focus,
    callId: desk.callId,
    vehicleId: desk.vehicleId,
    taskId: desk.taskId,
    chosenId: ranking.chosenId,
  })
  const say = (): void => {
    if (windows.leads && !windows.pinned) windows.tell('selection', selection())
  }

  async function follow(told: Selection): Promise<void> {
    if (windows.pinned) return
    if (desk.focus?.id !== told.focus?.id) desk.focus = told.focus
    desk.callId = told.callId
    desk.vehicleId = told.vehicleId
    desk.taskId = told.taskId
    // Another event has emptied the choice by then; the leader's comes after it.
    await nextTick()
    ranking.chosenId = told.chosenId
  }

  watch(selection, (now, before) => JSON.stringify(now) !== JSON.stringify(before) && say(), { flush: 'post' })
  const stops = [
    windows.hear<Selection>('selection', (told) => void follow(told)),
    // A window that has just opened, or is no longer pinned, is told where the others are.
    windows.hear('hello', say),
    windows.hear('follow', say),
  ]
  watch(
    () => windows.pinned,
    (pinned) => !pinned && !windows.leads && windows.tell('follow'),
  )
  onBeforeUnmount(() => stops.forEach((stop) => stop()))
}
