/** The sortie whose track is shown; what it looks like is loaded with the first question. */
import { shallowRef } from 'vue'

export interface Sortie {
  taskId: string
  name: string
}

export const replayed = shallowRef<Sortie | null>(null)
