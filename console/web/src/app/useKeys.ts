/** Listens to the keyboard for the whole desk and runs what the key table says. */
import { onBeforeUnmount, onMounted } from 'vue'
import { buildHandlers } from '@/app/handlers'
import { isBarred, refuseBarred, stopBarred } from '@/keys/gives'
import { useKeyContext } from '@/keys/context'
import { keyName } from '@/keys/normal'
import { heldForPart } from '@/keys/opening'
import { findBinding } from '@/keys/table'
import { useDesk } from '@/stores/desk'
import { usePanels } from '@/stores/panels'

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
}

export function useKeys(): void {
  const context = useKeyContext()
  const handlers = buildHandlers()
  const [panels, desk] = [usePanels(), useDesk()]

  /** The command bar is on its way: what is typed is meant for it, and sends no vehicle. */
  function keptForBar(event: KeyboardEvent): boolean {
    if (!desk.commandOpen || desk.typedAhead === null || event.key === 'Escape') return false
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) desk.typedAhead += event.key
    event.preventDefault()
    return true
  }

  function onKey(event: KeyboardEvent): void {
    // A held key must not answer five calls or send five vehicles; only moving may repeat.
    if (event.isComposing || (event.repeat && !event.key.startsWith('Arrow'))) return
    if (keptForBar(event)) return
    const name = keyName(event)
    const inField = isField(event.target)
    const onButton = event.target instanceof HTMLButtonElement && event.target.matches(':focus-visible')
    if (onButton && (name === 'Enter' || name === ' ')) return
    if (!inField && heldForPart(name, () => answer(event, name, false))) return event.preventDefault()
    answer(event, name, inField)
  }

  function answer(event: KeyboardEvent, name: string, inField: boolean): void {
    const binding = findBinding(name, context.value, inField)
    if (binding && isBarred(binding.action)) {
      event.preventDefault()
      return refuseBarred(binding.action)
    }
    const handler = binding && (handlers[binding.action] ?? panels.handlerOf(binding.action))
    if (!handler) return
    if (handler(name) !== 'default') event.preventDefault()
  }

  onMounted(() => {
    window.addEventListener('keydown', onKey)
    window.addEventListener('click', stopBarred, true)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey)
    window.removeEventListener('click', stopBarred, true)
  })
}
