/** The lists as they stand on the boards now; what the arrow keys walk through. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { keepFor, listCalls, listIncidents, listVehicles, type VehicleLine } from '@/boards/lists'
import { incidentOverdue } from '@/boards/timers'
import { positionsVersion, trackOf } from '@/live/positions'
import { useBoard } from '@/stores/board'
import { useClock } from '@/stores/clock'
import { useDesk } from '@/stores/desk'
import { useRegion } from '@/stores/region'

export const useLists = defineStore('lists', () => {
  const [board, desk, region, clock] = [useBoard(), useDesk(), useRegion(), useClock()]

  const calls = computed(() => listCalls(board.calls.values()))
  const incidentSections = computed(() => listIncidents(board.incidents.values()))
  const incidents = computed(() => incidentSections.value.flatMap((section) => section.incidents))

  /** Something a person should know of a vehicle: paused, without a fresh fix, or behind its clocks. */
  function isException({ fleet, view }: VehicleLine): boolean {
    if (view.state === 'paused') return true
    if (view.state === 'off_duty') return false
    const track = trackOf(fleet.index)
    if (!track || track.stale) return true
    const incident = view.incident_id ? board.incidents.get(view.incident_id) : undefined
    return incident ? incidentOverdue(incident, clock.serverNow(), region.limitsOf) !== null : false
  }

  const vehicleSections = computed(() => {
    if (!region.region) return []
    if (desk.filter === 'exception') void positionsVersion.value
    const shown = { ...region.region, vehicles: region.present }
    return listVehicles(shown, board.vehicles, keepFor(desk.filter, isException), region.homeCounty)
  })
  const vehicles = computed(() => vehicleSections.value.flatMap((section) => section.lines))

  return { calls, incidentSections, incidents, vehicleSections, vehicles, isException }
})
