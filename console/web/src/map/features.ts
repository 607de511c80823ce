/** What the map draws, made from what the centre knows. */
import type { Feature, FeatureCollection } from 'geojson'
import type { LngLatBoundsLike } from 'maplibre-gl'
import type { RegionView } from '@/api/region'

export const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

const point = (lon: number, lat: number, kind: string, name: string): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [lon, lat] },
  properties: { kind, name },
})

/** A county's name stands amid its townships: borders may be modelled, seats of townships are not. */
function countyPoints(region: RegionView): Feature[] {
  return region.counties.flatMap((county) => {
    const own = region.townships.filter(
      (town) => town.county_code === county.code && Number.isFinite(town.lon),
    )
    if (own.length === 0) return []
    const mean = (pick: (town: (typeof own)[number]) => number) =>
      own.reduce((sum, town) => sum + pick(town), 0) / own.length
    return [
      point(
        mean((town) => town.lon),
        mean((town) => town.lat),
        'county',
        county.name,
      ),
    ]
  })
}

export function placesOf(region: RegionView): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: [
      ...countyPoints(region),
      ...region.townships.map((town) => point(town.lon, town.lat, 'township', town.name)),
      ...region.units.map((unit) => point(unit.lon, unit.lat, 'station', unit.name)),
      ...region.hospitals.map((hospital) => point(hospital.lon, hospital.lat, 'hospital', hospital.name)),
    ],
  }
}

/** What a desk looks at when it looks at everything: its own county from its stations, or the whole region. */
export function homeBounds(region: Pick<RegionView, 'units' | 'bounds'>, county: string): LngLatBoundsLike {
  const own = region.units.filter((unit) => county && unit.county_code === county).map(({ lon, lat }) => [lon, lat] as const)
  return own.length > 1 ? boundsAround(own)! : region.bounds
}

export function boundsAround(
  points: readonly (readonly [number, number])[],
): [[number, number], [number, number]] | null {
  if (points.length === 0) return null
  const lons = points.map(([lon]) => lon)
  const lats = points.map(([, lat]) => lat)
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ]
}
