/** The driven track of a sortie (轨迹回放): of the task the desk looks at, or a given one; again hides it. */
import type { TaskView } from '@/api/views'
import { useDesk } from '@/stores/desk'
import { useRegion } from '@/stores/region'
import { replayed } from '@/stores/replay'

export function toggleReplay(given?: TaskView): void {
  const desk = useDesk()
  const task = given ?? desk.task ?? desk.incident?.tasks.at(-1)
  if (!task || replayed.value?.taskId === task.id) replayed.value = null
  else replayed.value = { taskId: task.id, name: useRegion().vehicle(task.vehicle_id)?.name ?? task.vehicle_id }
}
