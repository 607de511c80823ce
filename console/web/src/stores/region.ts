/** The centre's fixed facts, looked up by id or code, and every server-given name in both languages. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { getRegion } from '@/api/endpoints'
import type { FleetVehicle, Limits, Names, RegionView } from '@/api/region'
import type { Location } from '@/api/views'
import { locale } from '@/i18n'

/** National defaults (国卫医发〔2020〕19号), used only until the region has arrived. */
const LIMITS: Limits = {
  answer_s: 10,
  missed_s: 30,
  order_s: 60,
  acknowledge_s: 30,
  departure_s: 180,
  late_arrival_s: 900,
  fix_stale_s: 60,
  fix_stale_at_station_s: 900,
}

type NameTable =
  | 'states'
  | 'reasons'
  | 'capabilities'
  | 'call_classes'
  | 'urgencies'
  | 'centres'
  | 'acceptances'
  | 'location_methods'

export const useRegion = defineStore('region', () => {
  const region = shallowRef<RegionView | null>(null)
  const limits = computed<Limits>(() => ({ ...LIMITS, ...region.value?.limits }))
  const fleet = computed(() => new Map(region.value?.vehicles.map((v) => [v.id, v]) ?? []))
  const units = computed(() => new Map(region.value?.units.map((u) => [u.code, u]) ?? []))
  const hospitals = computed(() => new Map(region.value?.hospitals.map((h) => [h.code, h]) ?? []))
  const counties = computed(() => new Map(region.value?.counties.map((c) => [c.code, c]) ?? []))

  async function load(): Promise<void> {
    region.value = await getRegion()
  }

  /** A name the server gave; the bare code when it gave none, so that nothing is ever blank. */
  function name(table: NameTable, code: string | null | undefined): string {
    if (!code) return ''
    const names: Names | undefined = region.value?.[table]
    const pair = names?.[code]
    return pair ? pair[locale.value === 'zh-CN' ? 0 : 1] : code
  }

  /** The name in the language of the record, for fields that keep free words. */
  const recorded = (table: NameTable, code: string): string => region.value?.[table][code]?.[0] ?? code

  /** Where a point lies, said by its nearest township; exact areas come once a call is accepted. */
  function near(lon: number, lat: number): string {
    const towns = region.value?.townships ?? []
    const squared = (town: (typeof towns)[number]) => ((town.lon - lon) * 0.84) ** 2 + (town.lat - lat) ** 2
    const nearest = towns.reduce<(typeof towns)[number] | null>(
      (best, town) => (!best || squared(town) < squared(best) ? town : best),
      null,
    )
    return nearest ? `${counties.value.get(nearest.county_code)?.name ?? ''} ${nearest.name}` : ''
  }

  const placeName = (place: Pick<Location, 'lon' | 'lat' | 'area'>): string =>
    place.area.join(' ') || `≈ ${near(place.lon, place.lat)}`

  const vehicle = (id: string): FleetVehicle | undefined => fleet.value.get(id)

  return { region, limits, fleet, units, hospitals, counties, load, name, recorded, placeName, vehicle }
})
