/** The live state of the whole centre as this desk knows it; only the websocket writes here. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Alarm, CallView, CrewRequest, IncidentView, Restriction, Snapshot, VehicleView } from '@/api/views'
import type { ChangesFrame } from '@/live/protocol'
import { byId, type Collections, type Identified, merged, mergedExtra, mergedVehicles } from '@/stores/merge'

/** What cannot wait; who pressed the emergency button stands before all. */
const URGENT: readonly string[] = ['emergency', 'reinforcement']
export const isUrgent = (request: CrewRequest): boolean => URGENT.includes(request.kind)
const waits = (request: CrewRequest): number => (isUrgent(request) ? URGENT.indexOf(request.kind) : URGENT.length)

const NOTHING: ReadonlyMap<string, Identified> = new Map()

export const useBoard = defineStore('board', () => {
  const epoch = ref<string | null>(null)
  const seq = ref<number | null>(null)
  const calls = shallowRef<ReadonlyMap<string, CallView>>(new Map())
  const incidents = shallowRef<ReadonlyMap<string, IncidentView>>(new Map())
  const vehicles = shallowRef<ReadonlyMap<string, VehicleView>>(new Map())
  const restrictions = shallowRef<ReadonlyMap<string, Restriction>>(new Map())
  const requests = shallowRef<ReadonlyMap<string, CrewRequest>>(new Map())
  const extra = shallowRef<Collections>({})
  /** Names the road times that rankings go by, once the server has changed them. */
  const roadsVersion = ref('')
  const alarms = shallowRef<ReadonlyMap<string, Alarm>>(new Map())

  function applySnapshot(snapshot: Snapshot): void {
    epoch.value = snapshot.epoch
    seq.value = snapshot.seq
    calls.value = byId(snapshot.calls)
    incidents.value = byId(snapshot.incidents)
    vehicles.value = byId(snapshot.vehicles)
    restrictions.value = byId(snapshot.restrictions)
    requests.value = byId(snapshot.requests ?? [])
    extra.value = mergedExtra({}, snapshot, true)
  }

  function applyChanges(frame: ChangesFrame): void {
    if (seq.value !== null && frame.seq < seq.value) return
    seq.value = frame.seq
    calls.value = merged(calls.value, frame.calls ?? [], frame.removed?.calls)
    incidents.value = merged(incidents.value, frame.incidents ?? [], frame.removed?.incidents)
    vehicles.value = mergedVehicles(vehicles.value, frame.vehicles ?? [], frame.removed?.vehicles)
    restrictions.value = merged(restrictions.value, frame.restrictions ?? [], frame.removed?.restrictions)
    requests.value = merged(requests.value, frame.requests ?? [], frame.removed?.requests)
    extra.value = mergedExtra(extra.value, frame)
  }

  function applyAlarm(alarm: Alarm): void {
    const next = new Map(alarms.value)
    if (alarm.active) next.set(alarm.code, alarm)
    else next.delete(alarm.code)
    alarms.value = next
  }

  /** A list that the server tells whole, beside the board. */
  function replace(name: string, list: readonly Identified[]): void {
    extra.value = { ...extra.value, [name]: byId(list) }
  }

  function clearAlarms(): void {
    alarms.value = new Map()
  }

  function forget(): void {
    epoch.value = null
    seq.value = null
    calls.value = new Map()
    incidents.value = new Map()
    vehicles.value = new Map()
    restrictions.value = new Map()
    requests.value = new Map()
    extra.value = {}
    alarms.value = new Map()
  }

  const ringing = computed(() =>
    [...calls.value.values()].filter((c) => c.state === 'ringing').sort((a, b) => a.rang_ms - b.rang_ms),
  )

  /** What crews ask and nobody has answered: who needs help first, then the oldest. */
  const openRequests = computed(() =>
    [...requests.value.values()]
      .filter((r) => r.answered_ms === null)
      .sort((a, b) => waits(a) - waits(b) || a.asked_ms - b.asked_ms),
  )

  /** One of the further collections, e.g. `board.collection<Handover>('handovers')`; empty until sent. */
  const collection = <T extends Identified>(name: string): ReadonlyMap<string, T> =>
    (extra.value[name] ?? NOTHING) as ReadonlyMap<string, T>

  return {
    epoch,
    seq,
    calls,
    incidents,
    vehicles,
    restrictions,
    requests,
    openRequests,
    extra,
    collection,
    roadsVersion,
    alarms,
    ringing,
    applySnapshot,
    applyChanges,
    applyAlarm,
    replace,
    clearAlarms,
    forget,
  }
})
