/** What this desk looks at: one focus, shared by every board on the screen. */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { Panel } from '@/keys/table'
import type { CallView } from '@/api/views'
import { useBoard } from '@/stores/board'
import { useClock } from '@/stores/clock'
import { useSession } from '@/stores/session'
import { useWindows } from '@/stores/windows'

export type Focus = { kind: 'call' | 'incident'; id: string }
export type VehicleFilter = 'all' | 'free' | 'busy' | 'exception'

const CORRECTION_MS = 20_000

/** When the last press on a call was that may be taken back: its class, or picking it up. */
function pressedMs(call: CallView): number {
  if (call.call_class) return call.classified_ms ?? 0
  return call.state === 'talking' && !call.incident_id && !call.call_backs ? (call.answered_ms ?? 0) : 0
}

export const useDesk = defineStore('desk', () => {
  const [board, session, clock, windows] = [useBoard(), useSession(), useClock(), useWindows()]
  const panel = ref<Panel>('calls')
  const focus = ref<Focus | null>(null)
  const callId = ref<string | null>(null)
  const vehicleId = ref<string | null>(null)
  const taskId = ref<string | null>(null)
  const filter = ref<VehicleFilter>('all')
  const commandOpen = ref(false)
  /** What is typed between the key that opens the command bar and its being there; null after that. */
  const typedAhead = ref<string | null>(null)
  /** The command bar then answers one question: where is the incident in focus? */
  const locating = ref(false)
  const helpOpen = ref(false)
  const passedOpen = ref(false)

  const call = computed(() =>
    focus.value?.kind === 'call' ? (board.calls.get(focus.value.id) ?? null) : null,
  )
  const incident = computed(() =>
    focus.value?.kind === 'incident' ? (board.incidents.get(focus.value.id) ?? null) : null,
  )
  const activeTasks = computed(() => incident.value?.tasks.filter((task) => task.active) ?? [])
  const task = computed(
    () => activeTasks.value.find((one) => one.id === taskId.value) ?? activeTasks.value[0] ?? null,
  )
  /** Only who answered a call decides what it becomes. */
  const isMine = computed(() => lineCall.value?.answered_by?.user === session.user?.username)
  /** The caller who is still on the line about what is in focus. */
  const lineCall = computed(() => {
    if (call.value) return call.value
    const ids = incident.value?.call_ids ?? []
    return ids.map((id) => board.calls.get(id)).find((one) => one?.state === 'talking') ?? null
  })

  /** What this desk pressed a moment ago, and can still take back (CALL-04). */
  const slip = computed(() => {
    const sinceMs = clock.nowMs - CORRECTION_MS
    return (
      [...board.calls.values()].find(
        (one) => one.answered_by?.user === session.user?.username && pressedMs(one) > sinceMs,
      ) ?? null
    )
  })
  const better = computed(() => (incident.value?.better_report ?? null) !== null)

  function lookAtCall(id: string): void {
    callId.value = id
    focus.value = { kind: 'call', id }
    panel.value = 'event'
  }

  function lookAtIncident(id: string, then?: Panel): void {
    focus.value = { kind: 'incident', id }
    taskId.value = null
    if (then) panel.value = then
  }

  // Accepting makes an incident out of the call in focus; the desk follows without a key, and the
  // windows beside it follow without moving what they attend to.
  watch(
    () => call.value?.incident_id,
    (incidentId) => {
      if (incidentId) lookAtIncident(incidentId, windows.leads ? 'candidates' : undefined)
    },
  )

  return {
    panel,
    focus,
    callId,
    vehicleId,
    taskId,
    filter,
    commandOpen,
    typedAhead,
    locating,
    helpOpen,
    passedOpen,
    call,
    incident,
    activeTasks,
    task,
    lineCall,
    isMine,
    slip,
    better,
    lookAtCall,
    lookAtIncident,
  }
})
