/** Taking a vehicle out of the ranking for a reason, and back. */
import { pauseVehicle, resumeVehicle } from '@/api/endpoints'
import { t } from '@/i18n'
import { useBoard } from '@/stores/board'
import { useChoice } from '@/stores/choice'
import { useDesk, type VehicleFilter } from '@/stores/desk'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'

const PAUSE_REASONS = ['vehicle_fault', 'no_crew', 'other']
const FILTERS: readonly VehicleFilter[] = ['all', 'free', 'busy', 'exception']

export function togglePause(): void {
  const [desk, board, region, writes, choice] = [useDesk(), useBoard(), useRegion(), useWrites(), useChoice()]
  const id = desk.vehicleId
  if (!id) return writes.refuse('pickVehicle')
  const vehicle = region.vehicle(id)?.name ?? id
  if (board.vehicles.get(id)?.state === 'paused') {
    void writes.attempt(`pause:${id}`, async () => {
      await resumeVehicle(id)
      writes.say('notice.resumed', { vehicle })
    })
    return
  }
  choice.ask({
    kind: 'pause',
    title: `${t('vehicles.pauseTitle')} · ${vehicle}`,
    host: 'vehicles',
    options: PAUSE_REASONS.map((code) => ({ code, label: region.name('reasons', code) })),
    pick: (reason) =>
      void writes.attempt(`pause:${id}`, async () => {
        await pauseVehicle(id, region.recorded('reasons', reason))
        writes.say('notice.paused', { vehicle })
      }),
  })
}

export function nextFilter(): void {
  const desk = useDesk()
  desk.filter = FILTERS[(FILTERS.indexOf(desk.filter) + 1) % FILTERS.length]!
}
