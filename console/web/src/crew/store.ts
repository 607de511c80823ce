/** One crew's view: the order it is on, what it has pressed, and what it must be told. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { getTaskRoute, rankHospitals } from '@/api/endpoints'
import type { HospitalView } from '@/api/region'
import type { CrewMember, HospitalChoice } from '@/api/views'
import { distanceM } from '@/field/distance'
import { getOrderSlip } from '@/field/endpoints'
import {
  changesSince,
  endedByDesk,
  endedByPress,
  essentialsOf,
  findOrder,
  type Memory,
  remember,
  type Order,
} from '@/field/orders'
import { type Asked, condition, duty, hospitalChoice, hospitalRefusal, refusal, request, roster, statusPress } from '@/field/presses'
import { choicesOf, expectedState } from '@/field/steps'
import { useField } from '@/field/store'
import type { Attention } from '@/field/useAttention'
import { useBoard } from '@/stores/board'
import { useRegion } from '@/stores/region'

/** An order that the desk took back, until the crew has seen it. */
export interface Over {
  task_id: string
  address: string
  result: string
  reason: string
}

export interface HospitalList {
  basis: 'ranked' | 'remembered' | 'nearest'
  choices: HospitalChoice[]
}

const TO_SCENE = new Set(['assigned', 'acked', 'en_route'])
const NEAREST_SHOWN = 12
/** A phone that is new to a vehicle need not ring for what was settled hours ago. */
const ANSWER_IS_NEWS_MS = 30 * 60_000

export const useCrew = defineStore('crew', () => {
  const [field, board, region] = [useField(), useBoard(), useRegion()]
  const memory = ref<Memory | null>(null)
  const overs = ref<Over[]>([])
  const answersSeen = ref<string[]>([])
  const roadM = shallowRef<{ task_id: string; to: string; m: number } | null>(null)

  let watching = false

  const vehicleId = computed(() => field.user?.vehicle_id ?? '')
  const vehicle = computed(() => board.vehicles.get(vehicleId.value))
  const fleet = computed(() => region.vehicle(vehicleId.value))
  const steps = computed(() => region.region?.steps ?? {})
  const order = computed<Order | null>(() =>
    findOrder(vehicle.value?.task_id ?? null, board.incidents.values()),
  )
  const expected = computed(() =>
    order.value ? expectedState(order.value.task, field.presses, steps.value, board.seq) : null,
  )
  const choices = computed(() => choicesOf(expected.value?.state ?? '', steps.value))
  const state = computed(() => {
    if (expected.value && !expected.value.ended) return expected.value.state
    return expected.value ? 'available_mobile' : (vehicle.value?.state ?? 'off_duty')
  })
  const changes = computed(() =>
    order.value && memory.value?.task_id === order.value.task.id
      ? changesSince(memory.value.read, essentialsOf(order.value.incident))
      : [],
  )
  /** What arrived and does not count, or was refused, and nobody here has seen yet. */
  const untold = computed(() =>
    field.presses.filter((p) => p.user === field.user?.username && !p.told && p.outcome !== 'waiting'),
  )
  const requests = computed(() =>
    [...board.requests.values()]
      .filter((one) => one.vehicle_id === vehicleId.value)
      .sort((a, b) => b.asked_ms - a.asked_ms),
  )
  const answers = computed(() =>
    requests.value.filter(
      ({ id, answered_ms }) =>
        answered_ms !== null &&
        field.nowMs - answered_ms < ANSWER_IS_NEWS_MS &&
        !answersSeen.value.includes(id),
    ),
  )
  const attention = computed<Attention>(() => {
    if (expected.value?.state === 'assigned' && !expected.value.ended) return 'order'
    const anything = [overs.value, changes.value, untold.value, answers.value].some((list) => list.length > 0)
    return anything ? 'notice' : null
  })

  async function open(): Promise<void> {
    memory.value = (await field.fact<Memory>('memory')) ?? null
    overs.value = (await field.fact<Over[]>('overs')) ?? []
    answersSeen.value = (await field.fact<string[]>('answersSeen')) ?? []
    if (!watching) keepWatch()
    watching = true
  }

  function keepWatch(): void {
    watch(() => [board.seq, order.value] as const, follow, { immediate: true })
    watch(memory, () => field.keepFact('memory', memory.value), { deep: true })
    watch(overs, () => field.keepFact('overs', overs.value), { deep: true })
    watch(answersSeen, () => field.keepFact('answersSeen', answersSeen.value), { deep: true })
    const known = () => [order.value?.incident.version, order.value?.task.hospital_code, order.value?.task.state, order.value?.incident.tasks.map((one) => one.active).join()]
    watch(() => [memory.value?.task_id, field.current, ...known()].join(), lookUp, { immediate: true })
  }

  /** Notices an order that came, and one that went without this crew's doing. */
  function follow(): void {
    if (board.seq === null) return
    const now = order.value?.task.active ? order.value : null
    const before = memory.value
    if (before && before.task_id !== now?.task.id) {
      const ended = endedByDesk(findOrder(before.task_id, board.incidents.values()))
      if (ended && !endedByPress(before.task_id, field.presses)) {
        overs.value = [...overs.value, { task_id: before.task_id, address: before.read.address, ...ended }]
      }
      memory.value = null
    }
    if (now && memory.value?.task_id !== now.task.id) memory.value = remember(now)
  }

  /** What will be needed in the next valley is fetched while there is a network. */
  async function lookUp(): Promise<void> {
    const [now, mine] = [order.value, memory.value]
    if (!now?.task.active || !mine || !field.current) return
    const { id, state: at } = now.task
    const quietly = (asked: Promise<unknown>): Promise<unknown> => asked.catch(() => undefined)
    await quietly(getOrderSlip(id).then((slip) => (mine.slip = slip)))
    if (now.incident.location && at !== 'at_hospital' && at !== 'handed_over') {
      await quietly(rankHospitals(id).then((ranked) => (mine.hospitals = ranked.slice(0, NEAREST_SHOWN))))
    }
    // A press may have come in meanwhile: the way is asked of the task as it is now.
    const { task, incident } = order.value ?? now
    const hasGoal = TO_SCENE.has(task.state) ? incident.location : task.state === 'loaded' && task.hospital_code
    if (task.id === id && task.active && hasGoal) {
      await quietly(getTaskRoute(id).then((way) => (roadM.value = { task_id: id, to: way.to, m: way.length_m })))
    }
  }

  /** The server's ranking, else the last one, else the nearest by straight line. */
  async function listHospitals(): Promise<HospitalList> {
    const task = order.value?.task.id
    if (task && field.current) {
      try {
        return { basis: 'ranked', choices: (await rankHospitals(task)).slice(0, NEAREST_SHOWN) }
      } catch {
        // Out of coverage just now: what is remembered will do.
      }
    }
    if (memory.value?.hospitals.length) return { basis: 'remembered', choices: memory.value.hospitals }
    const from = order.value?.incident.location ?? region.units.get(fleet.value?.station_code ?? '')
    const all = region.region?.hospitals.filter((one) => one.emergency) ?? []
    const far = (one: HospitalView): number => (from ? distanceM(from, one) : 0)
    const nearest = [...all].sort((a, b) => far(a) - far(b)).slice(0, NEAREST_SHOWN)
    const choice = (one: HospitalView): HospitalChoice => ({
      code: one.code,
      name: one.name,
      grade: one.grade,
      drive_s: null,
      fit: true,
      for: [],
      against: [],
    })
    return { basis: 'nearest', choices: nearest.map(choice) }
  }

  function press(to: string, more: { hospital_code?: string; reason?: string } = {}, note = ''): void {
    if (!order.value) return
    if (expected.value?.state === 'assigned') acknowledgeChanges()
    void field.press(statusPress(order.value.task.id, to, field.now(), more, note))
  }

  function refuse(reason: string): void {
    if (!order.value) return
    void field.press(refusal(order.value.task.id, reason, field.now(), region.name('reasons', reason)))
  }

  function changeHospital(code: string, name: string): void {
    if (order.value) void field.press(hospitalChoice(order.value.task.id, code, field.now(), name))
  }

  function tellCondition(told: object, note: string): void {
    if (order.value) void field.press(condition(order.value.task.id, told, field.now(), note))
  }

  function reportRefusal(reason: string, note: string): void {
    if (order.value) void field.press(hospitalRefusal(order.value.task.id, reason, field.now(), note))
  }

  const ask = (asked: Asked, note: string): void =>
    void field.press(request(vehicleId.value, asked, field.now(), note))

  function signOn(crew: readonly CrewMember[]): void {
    const people = roster(crew)
    void field.press(duty(vehicleId.value, 'sign-on', { crew: people }, field.now(), names(people)))
  }

  const names = (people: readonly CrewMember[]): string => people.map(({ name }) => name).join('、')
  const onDuty = (what: 'sign-off' | 'returned' | 'left'): void =>
    void field.press(duty(vehicleId.value, what, {}, field.now()))

  function acknowledgeChanges(): void {
    if (memory.value && order.value) memory.value.read = essentialsOf(order.value.incident)
  }

  const acknowledgeOver = (taskId: string): void => {
    overs.value = overs.value.filter((one) => one.task_id !== taskId)
  }
  const acknowledgeUntold = (): Promise<void> => field.tell(untold.value.map(({ key }) => key))
  const acknowledgeAnswers = (): void => {
    answersSeen.value = [...answersSeen.value, ...answers.value.map(({ id }) => id)].slice(-200)
  }

  return {
    memory,
    overs,
    roadM,
    vehicleId,
    vehicle,
    fleet,
    order,
    expected,
    choices,
    state,
    changes,
    untold,
    requests,
    answers,
    attention,
    open,
    listHospitals,
    press,
    refuse,
    changeHospital,
    tellCondition,
    reportRefusal,
    ask,
    signOn,
    onDuty,
    acknowledgeChanges,
    acknowledgeOver,
    acknowledgeUntold,
    acknowledgeAnswers,
  }
})
