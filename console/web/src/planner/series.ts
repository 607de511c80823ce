/** What a chart draws of a run. */
import { said } from '@/i18n'
import type { Results } from '@/planner/api'
import { scaled, type Table } from '@/planner/figures'

export interface Series {
  name: string
  values: (number | null)[]
  /** Half of the 95 % interval of each value. */
  halves: (number | null)[]
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
  const known = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : scaled(value, unit))
  return names.map((name, scenario) => {
    const cells = keys.map((of) => table.cell(scenario, figure, group, of))
    return { name, values: cells.map((cell) => known(cell?.mean)), halves: cells.map((cell) => known(cell?.half)) }
  })
}

/** Names that the server gives in both languages (现状 / today) are told in one. */
export const inOne = (name: string): string => {
  const [zh, en] = name.split(' / ')
  return en ? said({ zh: zh!, en }) : name
}
export const namesOf = (results: Results): string[] => results.inputs.scenarios.map((one) => inOne(one.name))

/** Minutes and hours are numbers: in their own order, whatever the order of the columns. */
export const inOrder = (keys: readonly string[]): string[] => [...keys].sort((a, b) => Number(a) - Number(b))
