/** A station's view of the board: its vehicles, the orders for them, and what must be rung for. */
import { computed, type ComputedRef, ref, type Ref, shallowRef, watch } from 'vue'
import { rankHospitals } from '@/api/endpoints'
import type { FleetVehicle, UnitView } from '@/api/region'
import { getOrderSlip } from '@/field/endpoints'
import { endedByDesk, endedByPress, findOrder, type Order, type OrderSlip } from '@/field/orders'
import { duty, refusal, statusPress } from '@/field/presses'
import { choicesOf, type Choices, type Expected, expectedState } from '@/field/steps'
import { useField } from '@/field/store'
import type { Attention } from '@/field/useAttention'
import type { HospitalChoice } from '@/api/views'
import { useBoard } from '@/stores/board'
import { useRegion } from '@/stores/region'

const KEPT_AS = 'liandong.station'
const HOSPITALS_SHOWN = 12

export interface StationOrder extends Order {
  expected: Expected
  choices: Choices
}

export interface Station {
  code: Ref<string>
  unit: ComputedRef<UnitView | undefined>
  vehicles: ComputedRef<FleetVehicle[]>
  orders: ComputedRef<StationOrder[]>
  overs: Ref<Order[]>
  attention: ComputedRef<Attention>
  press: (order: Order, to: string, more?: { hospital_code?: string; reason?: string }, note?: string) => void
  refuse: (order: Order, reason: string) => void
  onDuty: (vehicle: string, what: 'sign-on' | 'sign-off' | 'pause' | 'resume', reason?: string) => void
  hospitals: (task: string) => Promise<HospitalChoice[]>
  slip: (task: string) => Promise<OrderSlip>
}

export function useStation(): Station {
  const [field, board, region] = [useField(), useBoard(), useRegion()]
  const code = ref(localStorage.getItem(KEPT_AS) ?? '')
  const overs = shallowRef<Order[]>([])
  watch(code, () => localStorage.setItem(KEPT_AS, code.value))

  const unit = computed(() => region.units.get(code.value))
  const vehicles = computed(() => region.present.filter((one) => one.station_code === code.value))
  const steps = computed(() => region.region?.steps ?? {})
  const taskIds = computed(() =>
    vehicles.value.flatMap(({ id }) => board.vehicles.get(id)?.task_id ?? []),
  )
  const orders = computed<StationOrder[]>(() =>
    taskIds.value.flatMap((id) => {
      const order = findOrder(id, board.incidents.values())
      if (!order) return []
      const expected = expectedState(order.task, field.presses, steps.value, board.seq)
      return [{ ...order, expected, choices: choicesOf(expected.state, steps.value) }]
    }),
  )
  const attention = computed<Attention>(() => {
    if (orders.value.some(({ expected }) => expected.state === 'assigned' && !expected.ended)) return 'order'
    return overs.value.length > 0 ? 'notice' : null
  })

  /** An order that the desk took back is rung for as well: somebody may be running to the vehicle. */
  watch(taskIds, (now, before) => {
    for (const gone of (before ?? []).filter((id) => !now.includes(id))) {
      const order = findOrder(gone, board.incidents.values())
      const ended = endedByDesk(order)
      if (order && ended?.result === 'stopped' && !endedByPress(gone, field.presses)) {
        overs.value = [...overs.value, order]
      }
    }
  })

  function press(order: Order, to: string, more: { hospital_code?: string; reason?: string } = {}, note = ''): void {
    void field.press(statusPress(order.task.id, to, field.now(), more, note))
  }

  const refuse = (order: Order, reason: string): void =>
    void field.press(refusal(order.task.id, reason, field.now(), region.name('reasons', reason)))

  function onDuty(vehicle: string, what: 'sign-on' | 'sign-off' | 'pause' | 'resume', reason = ''): void {
    const name = region.vehicle(vehicle)?.name ?? vehicle
    void field.press(duty(vehicle, what, reason ? { reason } : {}, field.now(), `${name} ${reason}`.trim()))
  }

  const hospitals = async (task: string): Promise<HospitalChoice[]> =>
    (await rankHospitals(task)).slice(0, HOSPITALS_SHOWN)

  return {
    code,
    unit,
    vehicles,
    orders,
    overs,
    attention,
    press,
    refuse,
    onDuty,
    hospitals,
    slip: getOrderSlip,
  }
}
