/** Which panels stand open, which one has the keys, and what the desk goes back to afterwards. */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { Handler } from '@/app/handlers'
import { useKeyContext } from '@/keys/context'
import type { Panel } from '@/keys/table'
import { type Dock, panelAction, type PanelRow, PANELS } from '@/panels'
import { useDesk } from '@/stores/desk'

export const panelOf = (id: string): Panel => `dock:${id}`
const isDocked = (panel: Panel): boolean => panel.startsWith('dock:')

export const usePanels = defineStore('panels', () => {
  const [desk, context] = [useDesk(), useKeyContext()]
  /** Opened by hand, one in each dock. */
  const opened = ref<Partial<Record<Dock, string>>>({})
  /** Put away by hand although it opens itself; until its reason has ended. */
  const away = ref<ReadonlySet<string>>(new Set())
  const handlers = new Map<string, Handler>()
  let before: Panel = 'calls'

  const there = computed(() => PANELS.filter((row) => row.when(context.value)))
  const rowsIn = (dock: Dock): readonly PanelRow[] => there.value.filter((row) => row.dock === dock)

  /** What a dock shows: what somebody opened, else what opened itself. */
  function shownIn(dock: Dock): PanelRow | undefined {
    const rows = rowsIn(dock)
    return (
      rows.find((row) => row.id === opened.value[dock]) ??
      rows.find((row) => row.opens?.(context.value) && !away.value.has(row.id))
    )
  }

  const isShown = (id: string): boolean => there.value.some((row) => row.id === id && shownIn(row.dock)?.id === id)

  function open(id: string): void {
    const row = there.value.find((one) => one.id === id)
    if (!row) return
    if (!isDocked(desk.panel)) before = desk.panel
    opened.value = { ...opened.value, [row.dock]: id }
    desk.panel = panelOf(id)
  }

  function close(id: string): void {
    const row = PANELS.find((one) => one.id === id)
    if (!row) return
    if (opened.value[row.dock] === id) opened.value = { ...opened.value, [row.dock]: undefined }
    if (row.opens?.(context.value)) away.value = new Set(away.value).add(id)
    leave(id)
  }

  function leave(id: string): void {
    if (desk.panel === panelOf(id)) desk.panel = before
  }

  function toggle(id: string): void {
    if (desk.panel === panelOf(id)) close(id)
    else open(id)
  }

  /** Closes the panel that has the keys; false when none has. */
  function escape(): boolean {
    const row = PANELS.find((one) => desk.panel === panelOf(one.id))
    if (row) close(row.id)
    return row !== undefined
  }

  /** What a panel's keys do, as long as the panel is on the screen; the result takes them back. */
  function handle(panel: string, keys: Readonly<Record<string, Handler>>): () => void {
    for (const [name, run] of Object.entries(keys)) handlers.set(panelAction(panel, name), run)
    return () => {
      for (const [name, run] of Object.entries(keys))
        if (handlers.get(panelAction(panel, name)) === run) handlers.delete(panelAction(panel, name))
    }
  }

  // Opened for one event, its keys must not answer about the next: it stays, but is attended anew.
  const asked = PANELS.filter((row) => row.dock === 'event')
  watch(() => desk.focus?.id, () => asked.forEach((row) => leave(row.id)), { flush: 'sync' })
  watch(there, (now, was) => was.filter((row) => !now.includes(row)).forEach((row) => leave(row.id)))
  watch(
    () => PANELS.filter((row) => row.opens?.(context.value)).map((row) => row.id),
    (open) => {
      away.value = new Set([...away.value].filter((id) => open.includes(id)))
    },
  )

  return { rowsIn, shownIn, isShown, open, close, toggle, escape, handle, handlerOf: (action: string) => handlers.get(action) }
})
