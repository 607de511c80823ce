/** Places from the server's gazetteer for what is being typed; the last question's answer counts. */
import { onBeforeUnmount, type Ref, shallowRef, watch } from 'vue'
import { findPlaces } from '@/api/endpoints'
import type { PlaceView } from '@/api/views'
import { useDesk } from '@/stores/desk'

const ASK_AFTER_MS = 80
export const PLACES_MAX = 10

/** What was found, and for which words: an answer that is not for these words is not shown. */
export interface Places {
  query: string
  places: readonly PlaceView[]
}

export function usePlaces(query: Ref<string>) {
  const desk = useDesk()
  const answer = shallowRef<Places>({ query: '', places: [] })
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(words: string): Promise<void> {
    const near = desk.incident?.location ?? desk.call?.location ?? null
    try {
      const found = await findPlaces(words, near, PLACES_MAX)
      if (query.value.trim() === words) answer.value = { query: words, places: found.places }
    } catch {
      // The names on the screen still answer; a search that fails is never in anybody's way.
      if (query.value.trim() === words) answer.value = { query: words, places: [] }
    }
  }

  watch(query, (now) => {
    clearTimeout(timer)
    const words = now.trim()
    if (words) timer = setTimeout(() => void ask(words), ASK_AFTER_MS)
    else answer.value = { query: '', places: [] }
  })
  onBeforeUnmount(() => clearTimeout(timer))
  return answer
}
