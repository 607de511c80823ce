/** How a screen's copy of the board follows the server: whole entities, newest wins, merged by id. */
import type { VehicleView } from '@/api/views'

export interface Identified {
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
  removed?: readonly string[],
): ReadonlyMap<string, VehicleView> {
  return merged(
    current,
    came.map((vehicle) => ({ ...vehicle, fix: vehicle.fix ?? current.get(vehicle.id)?.fix ?? null })),
    removed,
  )
}

/** What the server sends beyond the board's own lists, by the name it has in the frames. */
export type Collections = Readonly<Record<string, ReadonlyMap<string, Identified>>>

const OWN: readonly string[] = ['calls', 'incidents', 'vehicles', 'restrictions', 'requests']

/** Merges every other list of a frame; `whole` starts anew from a snapshot. */
export function mergedExtra(current: Collections, frame: object, whole = false): Collections {
  const removed = (frame as { removed?: Readonly<Record<string, string[]>> }).removed ?? {}
  const names = new Set([...Object.keys(frame), ...Object.keys(removed)])
  const next: Record<string, ReadonlyMap<string, Identified>> = whole ? {} : { ...current }
  for (const name of names) {
    const came: unknown = (frame as Record<string, unknown>)[name] ?? []
    if (OWN.includes(name) || !Array.isArray(came)) continue
    next[name] = merged(next[name] ?? new Map(), came as Identified[], removed[name])
  }
  return Object.keys(next).some((name) => next[name] !== current[name]) ? next : current
}

export const byId = <T extends Identified>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((entity) => [entity.id, entity]))
