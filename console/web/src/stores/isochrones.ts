/** From where isochrones are shown; what they look like is loaded with the first question. */
import { shallowRef } from 'vue'

export interface Start {
  lon: number
  lat: number
  name: string
}

export const isochroneStart = shallowRef<Start | null>(null)
