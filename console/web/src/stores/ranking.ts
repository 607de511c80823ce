/** The candidates for the incident in focus: asked for at once, refreshed when something changes. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { getCandidates } from '@/api/endpoints'
import type { Candidate, Ranking } from '@/api/views'
import { isBarred } from '@/keys/gives'
import { useBoard } from '@/stores/board'
import { useDesk } from '@/stores/desk'
import { useWindows } from '@/stores/windows'
import { useWrites } from '@/stores/writes'

/** Vehicles move all the time; a list that reshuffles under a finger is worse than one 5 s old. */
const REFRESH_MS = 5000
/** Even when no state changes, vehicles under way come nearer. */
const REFRESH_ANYWAY_TURNS = 3
/** The window that leads asks for all; the others ask when they have not heard from it by then. */
const LEADER_WITHIN_MS = 700

export interface LostRace {
  vehicleName: string
  winner: string
  next: Candidate | null
}

export const useRanking = defineStore('ranking', () => {
  const desk = useDesk()
  const board = useBoard()
  const writes = useWrites()
  const windows = useWindows()
  const ranking = shallowRef<Ranking | null>(null)
  const loading = ref(false)
  const chosenId = ref<string | null>(null)
  const lost = shallowRef<LostRace | null>(null)
  const shownAtMs = ref(0)
  let asked = 0

  const recommended = computed(() => ranking.value?.ranked[0] ?? null)
  const selected = computed<Candidate | null>(() => {
    const list = ranking.value?.ranked ?? []
    return list.find((one) => one.vehicle_id === chosenId.value) ?? list[0] ?? null
  })

  async function load(): Promise<void> {
    const incident = desk.incident
    // Whom to send is told to who may send: a login that reads would be refused every few seconds.
    if (!incident || incident.state === 'closed' || isBarred('send')) return
    const turn = ++asked
    loading.value = true
    try {
      if (!windows.leads) await new Promise((resolve) => setTimeout(resolve, LEADER_WITHIN_MS))
      if (turn !== asked) return
      const answer = await getCandidates(incident.id)
      if (turn !== asked) return
      take(answer)
      windows.tell('ranking', answer)
    } catch (error) {
      if (turn === asked) writes.fail(error)
    } finally {
      if (turn === asked) loading.value = false
    }
  }

  function take(answer: Ranking): void {
    if (ranking.value?.incident_id !== answer.incident_id) shownAtMs.value = performance.now()
    ranking.value = answer
    if (lost.value) offerAfterLoss(answer)
  }
  windows.hear<Ranking>('ranking', (answer) => {
    if (answer.incident_id !== desk.incident?.id) return
    asked++
    loading.value = false
    take(answer)
  })

  /** After a lost race the newest answer's best is the one under the key, unless a person moved on. */
  function offerAfterLoss(answer: Ranking): void {
    const next = answer.ranked[0] ?? null
    if (!lost.value || chosenId.value !== (lost.value.next?.vehicle_id ?? null)) return
    lost.value = { ...lost.value, next }
    chosenId.value = next?.vehicle_id ?? null
  }

  function reset(): void {
    asked++
    ranking.value = null
    chosenId.value = null
    lost.value = null
    loading.value = false
  }

  function move(step: number): void {
    const list = ranking.value?.ranked ?? []
    const at = list.findIndex((one) => one.vehicle_id === selected.value?.vehicle_id)
    const next = list[Math.min(list.length - 1, Math.max(0, at + step))]
    if (next) chosenId.value = next.vehicle_id
  }

  watch(
    () => desk.incident?.id,
    () => {
      reset()
      void load()
    },
  )
  // A better point, another need or a task changes the answer itself: rank again without waiting.
  watch(
    () => desk.incident?.version,
    (now, before) => {
      if (now !== undefined && before !== undefined) void load()
    },
  )
  // A bridge has closed or opened: what stands here is wrong from this second on.
  watch(
    () => board.roadsVersion,
    () => void load(),
  )
  let staleBoard = false
  let turnsWaited = 0
  watch(
    () => board.vehicles,
    () => {
      staleBoard = true
    },
  )
  setInterval(() => {
    turnsWaited += 1
    if (document.hidden || (!staleBoard && turnsWaited < REFRESH_ANYWAY_TURNS)) return
    staleBoard = false
    turnsWaited = 0
    void load()
  }, REFRESH_MS)

  return { ranking, loading, chosenId, lost, recommended, selected, shownAtMs, load, reset, move }
})
