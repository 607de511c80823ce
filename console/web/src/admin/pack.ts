/** What all tabs of the page share: the pack in force, and a way to read it anew. */
import { inject, type InjectionKey, type Ref } from 'vue'
import type { PackView, RowProblem } from '@/admin/admin'
import { said } from '@/i18n'

export interface PackRoom {
  pack: Ref<PackView | null>
  look: () => Promise<void>
  /** Opens another tab. */
  show: (tab: string) => void
}
export const PACK: InjectionKey<PackRoom> = Symbol('pack')

export function usePack(): PackRoom {
  const room = inject(PACK)
  if (!room) throw new Error('outside of the administrator’s page')
  return room
}

/** A problem of a cell in the reader's words, with its remedy. */
export const problemText = (one: RowProblem): string =>
  said({ zh: `${one.zh}：${one.remedy_zh}`, en: `${one.en}: ${one.remedy_en}` })
