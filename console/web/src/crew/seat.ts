/** Who holds this phone (ORG-08): the whole crew, or its driver, who reads at arm's length and drives. */
import { computed, ref, watch } from 'vue'
import type { CrewMember } from '@/api/views'

export type Seat = 'crew' | 'driver'
export const SEATS: readonly Seat[] = ['crew', 'driver']
const KEPT_AS = 'liandong.crew.seat'

/** As this phone was set; until then the driver's where only drivers have signed on. */
export const seatOf = (kept: string | null, crew: readonly Pick<CrewMember, 'role'>[]): Seat => {
  if (kept === 'crew' || kept === 'driver') return kept
  return crew.length > 0 && crew.every(({ role }) => role === 'driver') ? 'driver' : 'crew'
}

const kept = ref(typeof localStorage === 'undefined' ? null : localStorage.getItem(KEPT_AS))
watch(kept, (seat) => seat && localStorage.setItem(KEPT_AS, seat))

export function useSeat(crew: () => readonly CrewMember[]) {
  return computed<Seat>({ get: () => seatOf(kept.value, crew()), set: (seat) => (kept.value = seat) })
}
