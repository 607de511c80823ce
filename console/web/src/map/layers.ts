/** What of the map is shown; the choice stays with this browser. */
import { reactive, ref, watch } from 'vue'

export const LAYERS = ['parked', 'names', 'doubts', 'routes', 'closures', 'borders', 'places', 'coverage'] as const
export type Layer = (typeof LAYERS)[number]

/** For a look, not for always. */
const OFF_AT_FIRST: readonly Layer[] = ['routes', 'coverage']
const KEPT_AS = 'liandong.map.layers'

function remembered(): Record<Layer, boolean> {
  const kept = (typeof localStorage === 'undefined' ? null : localStorage.getItem(KEPT_AS))?.split(' ')
  return Object.fromEntries(
    LAYERS.map((layer) => [layer, kept ? kept.includes(layer) : !OFF_AT_FIRST.includes(layer)]),
  ) as Record<Layer, boolean>
}

export const layers = reactive(remembered())
watch(layers, (now) => localStorage.setItem(KEPT_AS, LAYERS.filter((layer) => now[layer]).join(' ')))

export const toggleLayer = (layer: Layer): void => {
  layers[layer] = !layers[layer]
}

/** Layers of the style that a switch hides; what is not named here is drawn above the style. */
export const STYLE_LAYERS: Partial<Record<Layer, readonly string[]>> = {
  borders: ['town-border', 'county-border', 'prefecture-border'],
  places: ['stations', 'townships', 'hospital-plates', 'hospitals', 'hospital-names'],
}

/** Whose minutes the coverage shows: any crew's, or only of advanced life support. */
export const coverageNeeded = ref<'any' | 'advanced'>('any')

/** Asking for other vehicles also shows them. */
export function turnCoverage(): void {
  if (layers.coverage) coverageNeeded.value = coverageNeeded.value === 'any' ? 'advanced' : 'any'
  layers.coverage = true
}
