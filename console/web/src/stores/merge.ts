/** How a screen's copy of the board follows the server: whole entities, newest wins, merged by id. */
import type { VehicleView } from '@/api/views'

interface Identified {
  id: string
}

/** Replaces what came, drops what was removed; always a new map, so that a view redraws once. */
export function merged<T extends Identified>(
  current: ReadonlyMap<string, T>,
  came: readonly T[],
  removed: readonly string[] = [],
): ReadonlyMap<string, T> {
  if (came.length === 0 && removed.length === 0) return current
  const next = new Map(current)
  for (const entity of came) next.set(entity.id, entity)
  for (const id of removed) next.delete(id)
  return next
}

/** A change carries a vehicle's state without its fix, which travels on the position lane. */
export function mergedVehicles(
  current: ReadonlyMap<string, VehicleView>,
  came: readonly VehicleView[],
): ReadonlyMap<string, VehicleView> {
  return merged(
    current,
    came.map((vehicle) => ({ ...vehicle, fix: vehicle.fix ?? current.get(vehicle.id)?.fix ?? null })),
  )
}

export const byId = <T extends Identified>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((entity) => [entity.id, entity]))
