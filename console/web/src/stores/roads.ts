/** Closed and slow roads as they lie on the map, who is cut off, and the one about to be closed. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { getRestrictions, getRoadTimes, type RoadShape } from '@/api/endpoints'
import type { CutOff, RestrictionDetail, RestrictionPreview, SpeedCoverage } from '@/api/views'
import { useBoard } from '@/stores/board'
import { useChoice } from '@/stores/choice'
import { useClock } from '@/stores/clock'

export const CLOSE_ROAD = 'closeRoad'
const NOBODY: CutOff = { vehicles: [], stations: [], townships: [] }

/** What is about to be restricted, and the times and words typed for it. */
export interface Draft {
  shape: RoadShape
  preview: RestrictionPreview
  from: string
  until: string
  note: string
}

export const useRoads = defineStore('roads', () => {
  const [board, choice, clock] = [useBoard(), useChoice(), useClock()]
  const details = shallowRef<readonly RestrictionDetail[]>([])
  const cutOff = shallowRef<CutOff>(NOBODY)
  const live = shallowRef<SpeedCoverage | null>(null)
  const draft = ref<Draft | null>(null)
  /** The next click on the map says which road. */
  const armed = ref(false)
  /** Corners of the zone that is being drawn; null while none is. */
  const ring = shallowRef<[number, number][] | null>(null)
  /** The restriction whose end is being typed. */
  const editing = ref<string | null>(null)
  const listOpen = ref(false)
  let asked = 0

  /** What counts at this moment; the rest is planned or over. */
  const inForce = computed(() => details.value.filter((one) => stateOf(one) === 'in_force'))

  function stateOf(one: RestrictionDetail): RestrictionDetail['state'] {
    if (one.until_ms !== null && one.until_ms <= clock.nowMs) return 'expired'
    return one.from_ms <= clock.nowMs ? 'in_force' : 'planned'
  }

  async function load(): Promise<void> {
    const turn = ++asked
    try {
      const [answer, times] = await Promise.all([getRestrictions(), getRoadTimes()])
      if (turn !== asked) return
      details.value = answer.restrictions
      cutOff.value = answer.cut_off
      live.value = times.live
    } catch {
      // The next change asks again; what is listed was true when it was told.
    }
  }

  /** Leaves pointing and drawing; false where neither was going on. */
  function leave(): boolean {
    const was = armed.value || ring.value !== null || editing.value !== null
    armed.value = false
    ring.value = editing.value = null
    return was
  }

  watch([() => board.restrictions, () => board.roadsVersion], () => void load(), { immediate: true })
  // Whatever ends the question also takes the highlighted road off the map.
  watch(
    () => choice.choice?.kind,
    (kind) => {
      if (kind !== CLOSE_ROAD) draft.value = null
    },
  )

  return { details, cutOff, live, draft, armed, ring, editing, listOpen, inForce, stateOf, load, leave }
})
