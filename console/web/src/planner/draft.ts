/** A scenario as the form holds it: every field there, so that it can be bound; written without what is as today. */
import type { HospitalChange, Scenario, StationChange, VehicleChange } from '@/planner/api'

export interface Policy {
  choice: string
  border: string
  redispatch: boolean
  meet: boolean
  move_up: string
}
/** A row of a table of places to wait at; the stations as they are typed, first to be filled first. */
export interface StandbyDraft {
  county: string
  free: number
  places: string
}
export interface Draft {
  name: string
  question: string
  days: number
  warm_up_days: number
  replications: number
  seed: number
  policy: Policy
  factor: number
  stations: StationChange[]
  vehicles: (VehicleChange & { hours?: string })[]
  hospitals: HospitalChange[]
  standby: StandbyDraft[]
  /** What a file says beyond the form: kept as it is. */
  rest: Partial<Scenario>
}

export const TODAY_POLICY: Policy = { choice: 'closest', border: 'pack', redispatch: true, meet: true, move_up: 'none' }

/** Move-up rules that go by a table; the others take none. */
export const BY_TABLE: readonly string[] = ['compliance', 'priority']
const LIST = /[\s,，、;；]+/

export function draftOf(one: Partial<Scenario>): Draft {
  const { name, question, days, warm_up_days, replications, seed, policy, demand, stations, vehicles, hospitals, standby, ...rest } = one
  return {
    name: name ?? '',
    question: question ?? '',
    days: days ?? 28,
    warm_up_days: warm_up_days ?? 1,
    replications: replications ?? 10,
    seed: seed ?? 120,
    policy: { ...TODAY_POLICY, ...(policy as Partial<Policy> | undefined) },
    factor: (demand?.factor as number | undefined) ?? 1,
    stations: [...(stations ?? [])],
    vehicles: (vehicles ?? []).map((row) => ({ ...row, hours: (row.shifts ?? []).join(' ') })),
    hospitals: [...(hospitals ?? [])],
    standby: (standby ?? []).map(({ county, free, stations: places }) => ({ county, free: free ?? 0, places: places.join(' ') })),
    rest: { ...rest, demand },
  }
}

/** Without empty fields: what is left out stays as it is today. */
function filled<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '' && value !== undefined)) as Row
}

export function scenarioOf({ rest, factor, vehicles, stations, hospitals, standby, ...own }: Draft): Scenario {
  const rule = own.policy.move_up
  return {
    ...rest,
    ...own,
    policy: { ...own.policy },
    demand: { ...rest.demand, factor },
    stations: stations.map(filled),
    vehicles: vehicles.map(({ hours, ...row }) =>
      filled({ ...row, shifts: hours?.split(LIST).filter(Boolean) ?? [] }),
    ),
    hospitals: hospitals.map(filled),
    standby: (BY_TABLE.includes(rule) ? standby : []).map(({ county, free, places }) => ({
      county,
      ...(rule === 'compliance' ? { free } : {}),
      stations: places.split(LIST).filter(Boolean),
    })),
  }
}

/** A file name that the server takes: letters, digits, - and _. */
export const freshId = (now = Date.now()): string => `plan-${now.toString(36)}`
