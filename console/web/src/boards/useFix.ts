/** How old a vehicle's position is, and whether it may be trusted: the same answer on every board. */
import { computed } from 'vue'
import { shortAge } from '@/boards/format'
import { t } from '@/i18n'
import { positionsVersion, trackOf } from '@/live/positions'
import { useClock } from '@/stores/clock'
import { useLive } from '@/stores/live'
import { useRegion } from '@/stores/region'

export function useFix(vehicleId: () => string) {
  const [clock, live, region] = [useClock(), useLive(), useRegion()]
  const track = computed(() => {
    void positionsVersion.value
    return trackOf(region.vehicle(vehicleId())?.index ?? -1)
  })
  /** Null while no fix was ever heard. */
  const fixAge = computed(() =>
    track.value?.fixMs == null ? null : shortAge((clock.beatMs - track.value.fixMs) / 1000),
  )
  /** The server judges a fix, for only it knows how long a vehicle at its station may be silent. */
  const isStale = computed(() => !track.value || track.value.stale || !live.current)
  /** What is said of a vehicle on a task that has fallen silent; else null. */
  const lost = computed(() => {
    if (!track.value?.linkLost) return null
    if (track.value.fixMs === null) return t('voice.lost')
    return t('vehicles.linkLost', { n: Math.max(1, Math.floor((clock.beatMs - track.value.fixMs) / 60_000)) })
  })
  return { track, fixAge, isStale, lost }
}
