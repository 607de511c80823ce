/** A hospital's view of the board: who comes, how its departments stand, and what it can say. */
import { computed, type ComputedRef } from 'vue'
import type { HospitalView } from '@/api/region'
import { distanceM } from '@/field/distance'
import { useField } from '@/field/store'
import type { Attention } from '@/field/useAttention'
import { byArrival, type HospitalState, isInbound, isUnseen, inForce, type Notice } from '@/hospital/notices'
import { t } from '@/i18n'
import { decodePositions } from '@/live/frames'
import { applyPositions, positionsVersion, trackOf } from '@/live/positions'
import { useBoard } from '@/stores/board'
import { useRegion } from '@/stores/region'

const id = encodeURIComponent
const PAST_SHOWN = 12

export interface Whereabouts {
  km: number
  fixMs: number | null
  stale: boolean
}

export interface HospitalDesk {
  hospital: ComputedRef<HospitalView | undefined>
  inbound: ComputedRef<Notice[]>
  past: ComputedRef<Notice[]>
  departments: ComputedRef<string[]>
  stateOf: (department: string) => HospitalState | undefined
  attention: ComputedRef<Attention>
  whereabouts: (notice: Notice) => Whereabouts | null
  acknowledge: (notice: Notice) => void
  prepare: (notice: Notice, item: string, ready: boolean) => void
  askDivert: (notice: Notice, reason: string) => void
  receive: (notice: Notice, step: 'arrived' | 'taken_over') => void
  state: (department: string, load: string, hours?: number, reason?: string) => void
}

export function useHospital(): HospitalDesk {
  const [field, board, region] = [useField(), useBoard(), useRegion()]
  const hospital = computed(() => region.hospitals.get(field.user?.unit ?? ''))
  const notices = computed(() => [...board.collection<Notice>('notices').values()])
  const states = computed(() => board.collection<HospitalState>('hospital_states'))
  const inbound = computed(() => notices.value.filter(isInbound).sort(byArrival))
  const past = computed(() =>
    notices.value
      .filter((notice) => !isInbound(notice))
      .sort((a, b) => b.issued_ms - a.issued_ms)
      .slice(0, PAST_SHOWN),
  )
  const departments = computed(() => ['emergency', ...(hospital.value?.centres ?? [])])
  const attention = computed<Attention>(() => (inbound.value.some(isUnseen) ? 'order' : null))

  field.places = (buffer) => {
    const frame = decodePositions(buffer)
    if (frame) applyPositions(frame.records, Date.now(), frame.nowMs)
  }

  function stateOf(department: string): HospitalState | undefined {
    const state = states.value.get(`${hospital.value?.code}:${department}`)
    return state && inForce(state, field.nowMs) ? state : undefined
  }

  function whereabouts(notice: Notice): Whereabouts | null {
    void positionsVersion.value
    const vehicle = region.vehicle(notice.vehicle_id)
    const track = vehicle ? trackOf(vehicle.index) : undefined
    if (!track || !hospital.value || track.estimated) return null
    const km = distanceM({ lon: track.toLon, lat: track.toLat }, hospital.value) / 1000
    return { km, fixMs: track.fixMs, stale: track.stale }
  }

  /** Everything goes through the queue of presses: with its own time, once, and over a gap in the network. */
  function say(path: string, body: Record<string, unknown>, note: string, state = ''): void {
    void field.press({ kind: 'reception', path, body, at_ms: field.now(), state, note })
  }
  const about = (notice: Notice, tail: string): string => `/notices/${id(notice.id)}/${tail}`
  const who = (notice: Notice): string => region.vehicle(notice.vehicle_id)?.name ?? notice.vehicle_id

  return {
    hospital,
    inbound,
    past,
    departments,
    stateOf,
    attention,
    whereabouts,
    acknowledge: (notice) =>
      say(about(notice, 'acknowledge'), { at_ms: field.now() }, `${who(notice)} ${t('hospital.known')}`),
    prepare: (notice, item, ready) =>
      say(about(notice, 'preparations'), { item, ready }, `${who(notice)} ${t(`hospital.items.${item}`)} ${ready ? '✓' : '✗'}`),
    askDivert: (notice, reason) =>
      say(about(notice, 'divert'), { reason }, `${who(notice)} ${t('hospital.cannot')} ${t(`hospital.cannotReceive.${reason}`)}`),
    receive: (notice, step) =>
      say(
        about(notice, 'reception'),
        { step, at_ms: Date.now() },
        `${who(notice)} ${t(step === 'arrived' ? 'hospital.weArrived' : 'hospital.weTookOver')}`,
      ),
    state: (department, load, hours, reason) =>
      say(
        `/hospitals/${id(hospital.value?.code ?? '')}/states/${department}`,
        {
          load,
          ...(hours ? { until_ms: field.now() + hours * 3_600_000 } : {}),
          ...(reason ? { reason } : {}),
        },
        `${department} ${t(`hospital.${load}`)}`,
      ),
  }
}
