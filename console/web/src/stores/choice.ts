/** A short list asked in line, one key each; never a dialog, and Esc always leaves it. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { CHOICE_KEYS } from '@/keys/rows'
import type { Panel } from '@/keys/table'
import { useDesk } from '@/stores/desk'

export interface Option {
  code: string
  label: string
  note?: string
}

export interface Choice {
  /** Names the question, also for tests: override, recall, close, pause, hospital, join, needs. */
  kind: string
  title: string
  host: Panel
  options: readonly Option[]
  /** A chosen option stays open for more (needs); otherwise one key answers. */
  many?: boolean
  isOn?: (code: string) => boolean
  pick: (code: string) => void
}

export const useChoice = defineStore('choice', () => {
  const choice = shallowRef<Choice | null>(null)
  const desk = useDesk()
  // Asked about one call or incident, it must not be answered about the next: a vehicle would go there.
  // At once, so that what asks after moving the focus keeps its question.
  watch(() => desk.focus?.id, cancel, { flush: 'sync' })

  function ask(next: Choice): void {
    choice.value = next
  }

  function cancel(): void {
    choice.value = null
  }

  function pick(code: string): void {
    const asked = choice.value
    if (!asked) return
    if (!asked.many) choice.value = null
    asked.pick(code)
  }

  function pickByKey(key: string): void {
    const index = CHOICE_KEYS.indexOf(key as (typeof CHOICE_KEYS)[number])
    const option = choice.value?.options[index]
    if (option) pick(option.code)
  }

  return { choice, ask, cancel, pick, pickByKey }
})
