/** The way still to go of every vehicle sent to the incident in focus. */
import { onBeforeUnmount, shallowRef, watch } from 'vue'
import { getTaskRoute } from '@/api/endpoints'
import type { RouteView, TaskView } from '@/api/views'
import { useBoard } from '@/stores/board'
import { useDesk } from '@/stores/desk'

const REFRESH_MS = 10_000
const ROUTES_MAX = 6

export function useRoutes() {
  const [board, desk] = [useBoard(), useDesk()]
  const routes = shallowRef<readonly RouteView[]>([])
  let turn = 0

  /** Only a vehicle that drives to a known place has a way to show; the server refuses any other. */
  function isUnderWay(task: TaskView): boolean {
    if (task.state === 'en_route') return desk.incident?.location != null
    return task.state === 'loaded' && task.hospital_code !== null
  }

  async function load(): Promise<void> {
    const mine = ++turn
    const tasks = desk.activeTasks.filter(isUnderWay).slice(0, ROUTES_MAX)
    const answers = await Promise.all(tasks.map((task) => getTaskRoute(task.id).catch(() => null)))
    if (mine !== turn) return
    routes.value = answers.filter((one): one is RouteView => one !== null && one.points.length > 1)
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
  const timer = setInterval(() => {
    if (desk.activeTasks.length > 0 && !document.hidden) void load()
  }, REFRESH_MS)
  onBeforeUnmount(() => clearInterval(timer))
  return routes
}
