/** Places as the server's gazetteer shows them. */

export type PlaceKind =
  | 'county'
  | 'township'
  | 'village'
  | 'hospital'
  | 'station'
  | 'landmark'
  | 'road'
  | 'crossroads'
  | 'kpost'
  | 'address'

/** A named place, with the radius and the method of a location that is taken from it. */
export interface PlaceView {
  id: string
  name: string
  kind: PlaceKind
  lon: number
  lat: number
  area: string[]
  radius_m: number
  method: 'township' | 'landmark' | 'address' | 'k_post'
  quality: number
  distance_m: number | null
}

export interface PlacesView {
  places: PlaceView[]
  note: { code: string; zh: string; en: string } | null
}
