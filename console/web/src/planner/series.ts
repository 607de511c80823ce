/** What a chart draws of a run. */
import type { Results } from '@/planner/api'
import { scaled, type Table } from '@/planner/figures'

export interface Series {
  name: string
  values: (number | null)[]
}

/** Lines are told apart by dash and mark as well as by colour. */
export const FORMS = [
  { line: 'dashed', symbol: 'circle' },
  { line: 'solid', symbol: 'triangle' },
  { line: 'dotted', symbol: 'rect' },
  { line: 'solid', symbol: 'diamond' },
] as const

/** One line or row of bars for each scenario. */
export function seriesOf(
  table: Table,
  names: readonly string[],
  figure: string,
  group: string,
  keys: readonly string[],
  unit: string,
): Series[] {
  return names.map((name, scenario) => ({
    name,
    values: keys.map((of) => {
      const mean = table.cell(scenario, figure, group, of)?.mean
      return mean === undefined ? null : scaled(mean, unit)
    }),
  }))
}

export const namesOf = (results: Results): string[] => results.inputs.scenarios.map((one) => one.name)

/** Minutes and hours are numbers: in their own order, whatever the order of the columns. */
export const inOrder = (keys: readonly string[]): string[] => [...keys].sort((a, b) => Number(a) - Number(b))
