/** A place in a form: the words of it, and the point once one was chosen. */
import type { PlaceWish } from '@/api/endpoints'

export interface Spot {
  words: string
  point: PlaceWish | null
}

export const noSpot = (): Spot => ({ words: '', point: null })
