/** The centre's fixed facts, looked up by id or code, and every server-given name in both languages. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { getRegion } from '@/api/endpoints'
import type { FleetVehicle, Limits, Names, RegionView } from '@/api/region'
import type { Location } from '@/api/views'
import { coordinates } from '@/boards/format'
import { centreMarks, incidentNumber, numberedBy } from '@/boards/numbers'
import { locale, t } from '@/i18n'
import { useBoard } from '@/stores/board'
import { useClock } from '@/stores/clock'
import { useSession } from '@/stores/session'

/** National defaults (国卫医发〔2020〕19号), used only until the region has arrived. */
const LIMITS: Limits = {
  answer_s: 10,
  missed_s: 30,
  order_s: 60,
  acknowledge_s: 30,
  departure_s: 180,
  late_arrival_s: 900,
  order_unhurried_s: 1800,
  fix_stale_s: 60,
  fix_stale_at_station_s: 900,
}

/** A limit somebody has set for a unit and all under it. */
interface LimitSetting {
  id: string
  limit: string
  unit: string
  seconds: number
  from_ms: number
  until_ms: number | null
}

type NameTable =
  | 'states'
  | 'reasons'
  | 'capabilities'
  | 'call_classes'
  | 'urgencies'
  | 'crew_roles'
  | 'crew_requests'
  | 'why_kept'
  | 'troubles'
  | 'centres'
  | 'acceptances'
  | 'location_methods'
  | 'alarm_outcomes'

export const useRegion = defineStore('region', () => {
  const session = useSession()
  const region = shallowRef<RegionView | null>(null)
  const limits = computed<Limits>(() => {
    const bases = Object.entries(region.value?.limit_bases ?? {}).map(([name, s]) => [`${name}_s`, s])
    return { ...LIMITS, ...region.value?.limits, ...(Object.fromEntries(bases) as Partial<Limits>) }
  })
  const fleet = computed(() => new Map(region.value?.vehicles.map((v) => [v.id, v]) ?? []))
  const units = computed(() => new Map(region.value?.units.map((u) => [u.code, u]) ?? []))
  const hospitals = computed(() => new Map(region.value?.hospitals.map((h) => [h.code, h]) ?? []))
  const counties = computed(() => new Map(region.value?.counties.map((c) => [c.code, c]) ?? []))

  /** The county that this login's unit serves; none for whoever serves them all. */
  const homeCounty = computed(() => {
    const own = units.value.get(session.user?.unit ?? '')
    return own && !own.kind.startsWith('city') ? own.county_code : ''
  })

  const marks = computed(() => centreMarks(region.value?.units ?? []))

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

  /** Where a point lies, as the server found it; outside of every area its bare coordinates. */
  const placeName = ({ area, lon, lat }: Pick<Location, 'lon' | 'lat' | 'area'>): string =>
    area.join(' ') || coordinates(lon, lat)

  /** An incident's number, with its centre where this desk sees the numbers of several. */
  function incidentNo(id: string): string {
    const [own, by] = [units.value.get(session.user?.unit ?? ''), numberedBy(id)]
    if (own?.kind !== 'city_centre' && own?.code === by) return incidentNumber(id, undefined)
    const isCity = units.value.get(by)?.kind === 'city_centre'
    return incidentNumber(id, isCity ? t('incident.cityMark') : marks.value.get(by))
  }

  /** The limits in force when a duty of a unit or a vehicle began: the nearest that was set, from it upwards. */
  function limitsOf(whose: string | null | undefined, atMs: number): Limits {
    const settings = [...useBoard().collection<LimitSetting>('limits').values()].filter(
      (one) => one.from_ms <= atMs && (one.until_ms === null || atMs < one.until_ms),
    )
    if (settings.length === 0) return limits.value
    const found: Record<string, number> = {}
    let unit = units.value.get(fleet.value.get(whose ?? '')?.station_code ?? whose ?? '')
    for (; unit; unit = units.value.get(unit.parent ?? ''))
      for (const one of settings) if (one.unit === unit.code) found[`${one.limit}_s`] ??= one.seconds
    return { ...limits.value, ...found }
  }

  const vehicle = (id: string): FleetVehicle | undefined => fleet.value.get(id)

  /** The vehicles in service at the time shown, and those that end a task after their last day. */
  const present = computed(() => {
    const day = useClock().day
    const stands = ({ valid_from, valid_to }: FleetVehicle) => (valid_from ?? '') <= day && day <= (valid_to ?? day)
    return (region.value?.vehicles ?? []).filter((one) => stands(one) || useBoard().vehicles.get(one.id)?.task_id)
  })

  return {
    region,
    limits,
    limitsOf,
    fleet,
    units,
    hospitals,
    counties,
    homeCounty,
    load,
    name,
    recorded,
    placeName,
    incidentNo,
    vehicle,
    present,
  }
})
