/** Temporary stations and standby posts (临时站点、保障点): their hours, who waits there, requests. */
import { post } from '@/api/client'
import type { PointLike } from '@/api/region'
import type { VehicleView } from '@/api/views'
import { isFree } from '@/boards/lists'
import { distanceM } from '@/field/distance'

export interface PostView extends PointLike {
  id: string
  kind: string
  name: string
  unit: string
  from_ms: number
  until_ms: number
  vehicle_ids: string[]
  by: { name: string }
}

export const POST_KINDS = ['standby', 'station'] as const
const PHASES = ['in_force', 'to_come', 'over'] as const
export type Phase = (typeof PHASES)[number]

/** Whether it counts now, later or not any more. */
export const phaseOf = (one: PostView, nowMs: number): Phase =>
  nowMs < one.from_ms ? 'to_come' : nowMs < one.until_ms ? 'in_force' : 'over'

/** Those in force first, what ends or begins soonest on top; what is over comes last. */
export function inOrder(posts: Iterable<PostView>, nowMs: number): PostView[] {
  const rank = (one: PostView): number => PHASES.indexOf(phaseOf(one, nowMs))
  const turns = (one: PostView): number => (phaseOf(one, nowMs) === 'to_come' ? one.from_ms : one.until_ms)
  return [...posts].sort((a, b) => rank(a) - rank(b) || turns(a) - turns(b))
}

export interface Waits {
  id: string
  metres: number
}

/** Vehicles that could wait there: free, not there yet, the one in hand first, then the nearest. */
export function whoCouldWait(
  there: PostView,
  vehicles: Iterable<VehicleView>,
  whereIs: (id: string) => PointLike | undefined,
  inHand: string | null,
): Waits[] {
  const found: Waits[] = []
  for (const { id, state } of vehicles) {
    const at = whereIs(id)
    if (!at || !isFree(state) || there.vehicle_ids.includes(id)) continue
    found.push({ id, metres: distanceM(there, at) })
  }
  return found.sort((a, b) => Number(b.id === inHand) - Number(a.id === inHand) || a.metres - b.metres)
}

export interface PostWish extends PointLike {
  kind: string
  name: string
  unit: string
  from_ms: number
  until_ms: number
}
export const openPost = (wish: PostWish) => post<{ post_id: string }>('/posts', wish)
export const closePost = (id: string) => post<unknown>(`/posts/${encodeURIComponent(id)}/close`)
export const postVehicle = (vehicle: string, id: string | null) =>
  post<unknown>(`/vehicles/${encodeURIComponent(vehicle)}/post`, { post_id: id })
