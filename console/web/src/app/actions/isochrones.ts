/** Isochrones (等时圈): from the vehicle, event or place that the desk is looking at; again hides them. */
import { coordinates } from '@/boards/format'
import { trackOf } from '@/live/positions'
import { mapCommands } from '@/map/commands'
import { useDesk } from '@/stores/desk'
import { isochroneStart, type Start } from '@/stores/isochrones'
import { useRegion } from '@/stores/region'

function chosenVehicle(): Start | null {
  const [desk, region] = [useDesk(), useRegion()]
  const fleet = desk.panel === 'vehicles' && desk.vehicleId ? region.vehicle(desk.vehicleId) : undefined
  const track = fleet && trackOf(fleet.index)
  return track ? { lon: track.toLon, lat: track.toLat, name: fleet.name } : null
}

function chosenEvent(): Start | null {
  const desk = useDesk()
  const place = desk.panel === 'map' ? null : (desk.call?.location ?? desk.incident?.location)
  return place ? { lon: place.lon, lat: place.lat, name: desk.incident?.address || desk.focus?.id || '' } : null
}

/** The station that the map was sent to, or wherever the mouse is. */
function pointedAt(): Start | null {
  const aim = mapCommands.aim()
  if (!aim) return null
  const [lon, lat] = aim
  const near = useRegion().region?.units.find((u) => Math.hypot(u.lon - lon, u.lat - lat) < 1e-3)
  return { lon, lat, name: near?.name ?? coordinates(lon, lat) }
}

export function toggleIsochrones(): void {
  isochroneStart.value = isochroneStart.value ? null : (chosenVehicle() ?? chosenEvent() ?? pointedAt())
}
