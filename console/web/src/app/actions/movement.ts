/** The arrow keys and Enter inside whichever board has the desk's attention. */
import { useDesk } from '@/stores/desk'
import { useLists } from '@/stores/lists'
import { useRanking } from '@/stores/ranking'
import { answer } from '@/app/actions/calls'
import { mapCommands } from '@/map/commands'
import { trackOf } from '@/live/positions'
import { useRegion } from '@/stores/region'

function neighbour(ids: readonly string[], current: string | null, step: number): string | null {
  if (ids.length === 0) return null
  const at = current === null ? -1 : ids.indexOf(current)
  if (at < 0) return (step > 0 ? ids[0] : ids.at(-1)) ?? null
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null
}

export function moveSelection(step: 1 | -1): void {
  const [desk, lists] = [useDesk(), useLists()]
  if (desk.panel === 'calls') {
    desk.callId = neighbour(
      lists.calls.map((call) => call.id),
      desk.callId,
      step,
    )
  } else if (desk.panel === 'incidents') {
    const id = neighbour(
      lists.incidents.map((one) => one.id),
      desk.incident?.id ?? null,
      step,
    )
    if (id) desk.lookAtIncident(id)
  } else if (desk.panel === 'vehicles') {
    desk.vehicleId = neighbour(
      lists.vehicles.map((line) => line.fleet.id),
      desk.vehicleId,
      step,
    )
  } else {
    desk.panel = 'candidates'
    useRanking().move(step)
  }
}

export function openSelection(): void {
  const [desk, lists] = [useDesk(), useLists()]
  if (desk.panel === 'calls') openCall(desk.callId ?? lists.calls[0]?.id ?? null)
  else if (desk.panel === 'incidents') {
    const id = desk.incident?.id ?? lists.incidents[0]?.id
    if (id) desk.lookAtIncident(id, 'candidates')
  } else if (desk.panel === 'vehicles') openVehicle(desk.vehicleId)
}

export function openCall(id: string | null): void {
  const [desk, lists] = [useDesk(), useLists()]
  const call = lists.calls.find((one) => one.id === id)
  if (!call) return
  if (call.state === 'ringing') void answer(call.id)
  else if (call.incident_id) desk.lookAtIncident(call.incident_id, 'candidates')
  else desk.lookAtCall(call.id)
}

/** A vehicle on a task opens its incident; an idle one is shown on the map. */
export function openVehicle(id: string | null): void {
  const [desk, lists, region] = [useDesk(), useLists(), useRegion()]
  const line = lists.vehicles.find((one) => one.fleet.id === id)
  if (line?.view.incident_id) return desk.lookAtIncident(line.view.incident_id)
  const fleet = id ? region.vehicle(id) : undefined
  const track = fleet && trackOf(fleet.index)
  if (track) mapCommands.goTo(track.toLon, track.toLat)
}
