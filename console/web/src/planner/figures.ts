/** Reading a run's columns: one number, a row of numbers, and how it is written. */
import type { Columns, Figure } from '@/planner/api'
import { signed } from '@/planner/bands'

export interface Cell {
  mean: number
  half: number
  diff: number | null
  diffHalf: number | null
  /** Whether the difference can be told from none at all. */
  sure: boolean
}

const key = (scenario: number, figure: string, group: string, of: string) => `${scenario} ${figure} ${group} ${of}`

/** All numbers of a run, found by what they are of. */
export class Table {
  private readonly cells = new Map<string, Cell>()
  private readonly names = new Map<string, Set<string>>()

  constructor(columns: Columns) {
    for (let n = 0; n < columns.scenario.length; n += 1) {
      const [figure, group, of] = [columns.figure[n]!, columns.group[n]!, columns.of[n]!]
      this.cells.set(key(columns.scenario[n]!, figure, group, of), {
        mean: columns.mean[n] ?? NaN,
        half: columns.half[n] ?? NaN,
        diff: columns.diff[n] ?? null,
        diffHalf: columns.diff_half[n] ?? null,
        sure: !!columns.sure[n],
      })
      const under = `${figure} ${group}`
      this.names.set(under, (this.names.get(under) ?? new Set()).add(of))
    }
  }

  cell(scenario: number, figure: string, group = 'all', of = ''): Cell | undefined {
    return this.cells.get(key(scenario, figure, group, of))
  }

  /** What a figure is told apart by in a group, in the server's order. */
  of(figure: string, group: string): string[] {
    return [...(this.names.get(`${figure} ${group}`) ?? [])]
  }
}

const DIGITS: Record<string, number> = { s: 1, share: 1, count: 2, km: 2 }
/** Seconds are told in minutes, shares in per cent. */
const FACTOR: Record<string, number> = { s: 1 / 60, share: 100 }
export const UNIT: Record<string, { zh: string; en: string }> = {
  s: { zh: '分', en: 'min' },
  share: { zh: '%', en: '%' },
  count: { zh: '', en: '' },
  km: { zh: '公里', en: 'km' },
}

export const scaled = (value: number, unit: string): number => value * (FACTOR[unit] ?? 1)

export function written(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  return scaled(value, unit).toFixed(DIGITS[unit] ?? 1)
}

/** A difference has a digit more than what it is of, and its sign; what rounds to nothing has none. */
export function difference(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  return signed(scaled(value, unit), (DIGITS[unit] ?? 1) + 1)
}

/** ▲ better, ▼ worse, ◆ other where neither; · where it cannot be told apart. A shape, not a colour alone. */
export function mark(cell: Cell | undefined, better: Figure['better']): '▲' | '▼' | '◆' | '·' {
  if (!cell || cell.diff === null || !cell.sure) return '·'
  if (better === 0) return '◆'
  return cell.diff * better > 0 ? '▲' : '▼'
}
