/** What the command bar can find: anything with a name or a number on the screen. */
import type { RegionView } from '@/api/region'
import type { IncidentView, PlaceKind, PlaceView } from '@/api/views'
import { soundRank } from '@/command/sounds'

export type FoundKind = 'action' | 'order' | 'board' | 'person' | 'line' | 'vehicle' | 'incident' | PlaceKind

export interface Found {
  kind: FoundKind
  id: string
  label: string
  note: string
  lon?: number
  lat?: number
  /** Set when the server's gazetteer found it. */
  place?: PlaceView
  /** What Enter will do, and its doing; without one it is looked at. */
  preview?: string
  run?: (() => unknown) | null
  /** How well it fits: 1 is the very name. */
  worth?: number
}

/** What a match on the screen is worth beside the qualities of the server's gazetteer. */
export const WORTH = [1, 0.9, 0.8] as const

/** 0 exact, 1 begins with, 2 contains; null is no match. Several words must all be found. */
export function matchRank(query: string, ...fields: readonly string[]): 0 | 1 | 2 | null {
  const wanted = query.trim().toLowerCase().split(/\s+/)
  const texts = fields.map((field) => field.toLowerCase())
  if (!wanted.every((word) => texts.some((text) => text.includes(word)))) return null
  const whole = wanted.join(' ')
  if (texts.includes(whole)) return 0
  return texts.some((text) => text.startsWith(whole)) ? 1 : 2
}

/** The number at the end of a register number or an incident's: `12` is V012 and 20261121-420300-0012. */
const endsInNumber = (query: string, id: string): boolean => {
  const wanted = /^#?(\d{1,4})$/.exec(query.trim())?.[1]
  const own = /(\d+)$/.exec(id)?.[1]
  return wanted !== undefined && own !== undefined && Number(wanted) === Number(own)
}

/** By characters, by number and by sound, whichever fits best. */
export function nameRank(query: string, { kind, label, id, note }: Pick<Found, 'label' | 'id' | 'note'> & { kind?: FoundKind }): 0 | 1 | 2 | null {
  if ((kind === 'vehicle' || kind === 'incident') && endsInNumber(query, id)) return 0
  const ranks = [matchRank(query, label, id, note), soundRank(query, label)].filter((rank) => rank !== null)
  return ranks.length ? (Math.min(...ranks) as 0 | 1 | 2) : null
}

/** Found things that stand still, and so can say where something is. */
export const isPlace = (found: Found): boolean => found.lon !== undefined && found.lat !== undefined

function everything(region: RegionView, incidents: Iterable<IncidentView>): Found[] {
  const county = new Map(region.counties.map((one) => [one.code, one.name]))
  const open = [...incidents].filter((one) => one.state !== 'closed')
  return [
    ...region.vehicles.map((v): Found => ({
      kind: 'vehicle',
      id: v.id,
      label: v.name,
      note: `${v.plate} ${v.station_name}`,
    })),
    ...open.map((i): Found => ({
      kind: 'incident',
      id: i.id,
      label: i.address || i.id,
      note: `${i.id} ${i.complaint ?? ''}`,
    })),
    ...region.units.map((u): Found => ({
      kind: 'station',
      id: u.code,
      label: u.name,
      note: county.get(u.county_code) ?? '',
      lon: u.lon,
      lat: u.lat,
    })),
    ...region.hospitals.map((h): Found => ({
      kind: 'hospital',
      id: h.code,
      label: h.name,
      note: h.grade,
      lon: h.lon,
      lat: h.lat,
    })),
    ...region.townships.map((t): Found => ({
      kind: 'township',
      id: t.code,
      label: t.name,
      note: county.get(t.county_code) ?? '',
      lon: t.lon,
      lat: t.lat,
    })),
  ]
}

export const FOUND_MAX = 12

export const foundPlace = (place: PlaceView): Found => ({
  kind: place.kind,
  id: place.id,
  label: place.name,
  note: place.area.join(' '),
  lon: place.lon,
  lat: place.lat,
  place,
})

/**
 * Best matches first; shorter names before longer ones, so that what was typed stands on top.
 * `places` are the server's for these very words, in its own order, and stand for those of the
 * screen; without them the screen's own names answer.
 */
export function complete(
  query: string,
  region: RegionView,
  incidents: Iterable<IncidentView>,
  keep: (found: Found) => boolean = () => true,
  places: readonly PlaceView[] = [],
): Found[] {
  if (!query.trim()) return []
  const matched = everything(region, incidents)
    .filter((found) => keep(found) && !(places.length > 0 && isPlace(found)))
    .flatMap((found) => {
      const rank = nameRank(query, found)
      return rank === null ? [] : [{ found, worth: WORTH[rank] }]
    })
    .sort((a, b) => b.worth - a.worth || a.found.label.length - b.found.label.length)
  let least = 1
  const named = places.map((place) => {
    least = Math.min(least, place.quality)
    return { found: foundPlace(place), worth: least }
  })
  return [...matched, ...named]
    .sort((a, b) => b.worth - a.worth)
    .slice(0, FOUND_MAX)
    .map(({ found, worth }) => ({ ...found, worth }))
}

/** Several that fit as well as the first, and not by the order of the gazetteer: nobody may guess. */
export const isAmbiguous = ([first, second]: readonly Found[]): boolean =>
  first !== undefined && second !== undefined && !isPlace(first) && first.worth === second.worth
