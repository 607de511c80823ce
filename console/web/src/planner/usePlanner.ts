/** What the planner's page knows: the words of planning, kept scenarios, runs and how far they are. */
import { onMounted, onUnmounted, ref, shallowRef } from 'vue'
import * as api from '@/planner/api'

const RUNNING_MS = 1000
const IDLE_MS = 5000

export function usePlanner() {
  const overview = shallowRef<api.Overview | null>(null)
  const scenarios = shallowRef<api.Kept[]>([])
  const runs = shallowRef<api.Run[]>([])
  const faults = ref<api.Fault[]>([])
  /** Which scenarios are kept is known: before, none can be told from a new one. */
  const listed = ref(false)
  let timer = 0

  /** Does it, or says why not; true when done. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      faults.value = []
      return true
    } catch (error) {
      faults.value = api.faultsOf(error)
      return false
    }
  }

  async function listScenarios(): Promise<void> {
    scenarios.value = await api.getScenarios()
    listed.value = true
  }

  async function look(): Promise<void> {
    window.clearTimeout(timer)
    try {
      runs.value = await api.getRuns()
    } finally {
      const busy = runs.value.some(({ state }) => state === 'queued' || state === 'running')
      timer = window.setTimeout(() => void look().catch(() => undefined), busy ? RUNNING_MS : IDLE_MS)
    }
  }

  onMounted(() =>
    attempt(async () => {
      overview.value = await api.getOverview()
      await Promise.all([listScenarios(), look()])
    }),
  )
  onUnmounted(() => window.clearTimeout(timer))
  return { overview, scenarios, listed, runs, faults, attempt, listScenarios, look }
}

export type PlannerDesk = ReturnType<typeof usePlanner>
