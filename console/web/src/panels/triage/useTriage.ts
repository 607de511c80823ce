/** The triage of one incident at this desk: answers count here at once, and are sent in order. */
import { computed, ref, shallowRef, watch } from 'vue'
import { get, post } from '@/api/client'
import type { IncidentView } from '@/api/views'
import { type Answered, bookFor, type Books, nextAfter } from '@/panels/triage/course'
import { useBoard } from '@/stores/board'
import { useWrites } from '@/stores/writes'

/** Asked for by the first panel that needs it, and anew when another register is in force. */
const books = shallowRef<Books | null>(null)
const failed = ref(false)
let ofEpoch: string | null = null

async function loadBook(): Promise<void> {
  const { epoch } = useBoard()
  failed.value = false
  try {
    if (!books.value || ofEpoch !== epoch) books.value = await get<Books>('/triage')
    ofEpoch = epoch
  } catch {
    failed.value = true
  }
}

export function useTriage(incident: () => IncidentView) {
  const writes = useWrites()
  const answers = shallowRef<readonly Answered[]>(incident().triage?.answers ?? [])
  const sending = ref(false)
  let revision = incident().triage?.revision ?? 0
  let behind = false
  const board = useBoard()
  watch(() => board.epoch, loadBook, { immediate: true })
  const book = computed(() => books.value && bookFor(books.value, incident().triage?.versions ?? {}))

  // What another desk answered, and what the server made of ours; never over an answer under way.
  watch(
    () => incident().triage,
    (told) => {
      if (!told || sending.value || told.revision < revision) return
      revision = told.revision
      answers.value = told.answers
    },
  )

  const at = computed(() => (book.value ? nextAfter(book.value, answers.value) : null))

  function answer(optionId: string): void {
    if (!at.value || incident().state === 'closed') return
    const { set, question } = at.value
    const given = { set_id: set.id, question_id: question.id, answer_id: optionId }
    void send([...answers.value, given])
  }

  function back(): void {
    if (answers.value.length > 0 && incident().state !== 'closed') void send(answers.value.slice(0, -1))
  }

  /** What waits for the answers to be kept: anything that counts the same revision. */
  function afterwards(act: () => unknown): void {
    if (!sending.value) return void act()
    const stop = watch(sending, (still) => {
      if (still) return
      stop()
      act()
    })
  }

  /** One request at a time, always with all answers: what was typed meanwhile goes with the next. */
  async function send(next: readonly Answered[]): Promise<void> {
    answers.value = next
    behind = true
    if (sending.value) return
    sending.value = true
    const { id } = incident()
    while (behind) {
      behind = false
      const body = { answers: answers.value, revision }
      try {
        await post(`/incidents/${encodeURIComponent(id)}/triage`, body)
        revision += 1
      } catch (error) {
        behind = false
        writes.fail(error)
        revision = incident().triage?.revision ?? 0
        answers.value = incident().triage?.answers ?? []
      }
    }
    sending.value = false
  }

  return { book, failed, answers, at, sending, answer, back, afterwards, reload: loadBook }
}
