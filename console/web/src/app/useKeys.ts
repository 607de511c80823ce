/** Listens to the keyboard for the whole desk and runs what the key table says. */
import { computed, onBeforeUnmount, onMounted } from 'vue'
import { buildHandlers } from '@/app/handlers'
import { keyName } from '@/keys/normal'
import { findBinding, type KeyContext } from '@/keys/table'
import { useBoard } from '@/stores/board'
import { useChoice } from '@/stores/choice'
import { useClock } from '@/stores/clock'
import { useDesk } from '@/stores/desk'
import { CLOSE_ROAD, useRoads } from '@/stores/roads'

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
}

export function useKeyContext() {
  const [desk, board, choice, clock, roads] = [useDesk(), useBoard(), useChoice(), useClock(), useRoads()]
  return computed<KeyContext>(() => ({
    panel: desk.panel,
    choosing: choice.choice !== null,
    drafting: choice.choice?.kind === CLOSE_ROAD,
    drawing: roads.ring !== null,
    focus: desk.focus?.kind ?? null,
    callState:
      desk.isMine || desk.lineCall?.state !== 'talking' ? (desk.lineCall?.state ?? null) : 'elsewhere',
    ringing: board.ringing.length > 0,
    simulated: clock.simulated,
    activeTasks: desk.activeTasks.length > 0,
  }))
}

export function useKeys(): void {
  const context = useKeyContext()
  const handlers = buildHandlers()

  function onKey(event: KeyboardEvent): void {
    // A held key must not answer five calls or send five vehicles; only moving may repeat.
    if (event.isComposing || (event.repeat && !event.key.startsWith('Arrow'))) return
    const name = keyName(event)
    const inField = isField(event.target)
    const onButton = event.target instanceof HTMLButtonElement && event.target.matches(':focus-visible')
    if (onButton && (name === 'Enter' || name === ' ')) return
    const binding = findBinding(name, context.value, inField)
    const handler = binding && handlers[binding.action]
    if (!handler) return
    if (handler(name) !== 'default') event.preventDefault()
  }

  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
