/** The ways still to go: of every vehicle sent to the event in focus, and of all others when wanted. */
import { onBeforeUnmount, shallowRef, watch } from 'vue'
import { getTaskRoute } from '@/api/endpoints'
import type { IncidentView, RouteView, TaskView } from '@/api/views'
import { layers } from '@/map/layers'
import { useBoard } from '@/stores/board'
import { useDesk } from '@/stores/desk'

const REFRESH_MS = 10_000
const OTHERS_REFRESH_MS = 30_000
const ROUTES_MAX = 6
/** More ways than this no map shows and no server should be asked for at once. */
const OTHERS_MAX = 60

export interface Ways {
  focused: readonly RouteView[]
  others: readonly RouteView[]
}

/** Only a vehicle that drives to a known place has a way to show; the server refuses any other. */
function underWay(incident: IncidentView): TaskView[] {
  return incident.tasks.filter(
    (task) =>
      task.active &&
      ((task.state === 'en_route' && incident.location != null) ||
        (task.state === 'loaded' && task.hospital_code !== null)),
  )
}

const ask = (task: TaskView): Promise<RouteView | null> => getTaskRoute(task.id).catch(() => null)
const drawable = (one: RouteView | null): one is RouteView => one !== null && one.points.length > 1

export function useRoutes() {
  const [board, desk] = [useBoard(), useDesk()]
  const ways = shallowRef<Ways>({ focused: [], others: [] })
  let turn = 0
  let othersTurn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    const tasks = desk.incident ? underWay(desk.incident).slice(0, ROUTES_MAX) : []
    const answers = await Promise.all(tasks.map(ask))
    if (mine === turn) ways.value = { ...ways.value, focused: answers.filter(drawable) }
  }

  /** One after the other: these are for a look, and whoever dispatches goes first. */
  async function loadOthers(): Promise<void> {
    const mine = ++othersTurn
    const others: RouteView[] = []
    const tasks = layers.routes
      ? [...board.incidents.values()].filter((one) => one.id !== desk.incident?.id).flatMap(underWay)
      : []
    for (const task of tasks.slice(0, OTHERS_MAX)) {
      const answer = await ask(task)
      if (mine !== othersTurn) return
      if (drawable(answer)) others.push(answer)
    }
    ways.value = { ...ways.value, others }
  }

  watch(
    () => desk.activeTasks.map((task) => `${task.id}:${task.state}:${task.hospital_code}`).join(),
    () => void load(),
    { immediate: true },
  )
  watch(
    () => board.roadsVersion,
    () => void load(),
  )
  watch([() => layers.routes, () => desk.incident?.id, () => board.roadsVersion], () => void loadOthers(), {
    immediate: true,
  })
  const timers = [
    setInterval(() => {
      if (desk.activeTasks.length > 0 && !document.hidden) void load()
    }, REFRESH_MS),
    setInterval(() => {
      if (layers.routes && !document.hidden) void loadOthers()
    }, OTHERS_REFRESH_MS),
  ]
  onBeforeUnmount(() => timers.forEach(clearInterval))
  return ways
}
