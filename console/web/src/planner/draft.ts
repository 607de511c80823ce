/** A scenario as the form holds it: every field there, so that it can be bound; written without what is as today. */
import type { HospitalChange, Scenario, StationChange, VehicleChange } from '@/planner/api'

export interface Policy {
  choice: string
  border: string
  redispatch: boolean
  meet: boolean
  move_up: string
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
  /** What a file says beyond the form: kept as it is. */
  rest: Partial<Scenario>
}

export const TODAY_POLICY: Policy = { choice: 'closest', border: 'pack', redispatch: true, meet: true, move_up: 'none' }

export function draftOf(one: Partial<Scenario>): Draft {
  const { name, question, days, warm_up_days, replications, seed, policy, demand, stations, vehicles, hospitals, ...rest } = one
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
    rest: { ...rest, demand },
  }
}

/** Without empty fields: what is left out stays as it is today. */
function filled<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '' && value !== undefined)) as Row
}

export function scenarioOf({ rest, factor, vehicles, stations, hospitals, ...own }: Draft): Scenario {
  return {
    ...rest,
    ...own,
    policy: { ...own.policy },
    demand: { ...rest.demand, factor },
    stations: stations.map(filled),
    vehicles: vehicles.map(({ hours, ...row }) =>
      filled({ ...row, shifts: hours?.split(/[\s,，;；]+/).filter(Boolean) ?? [] }),
    ),
    hospitals: hospitals.map(filled),
  }
}

/** A file name that the server takes: letters, digits, - and _. */
export const freshId = (now = Date.now()): string => `plan-${now.toString(36)}`
