/** Arranging the desk: pure steps from one set of columns to the next. */
import { COLUMNS, type Column } from '@/windows/boards'

export const WIDTH_STEP = 10
export const SPLIT_STEP = 6
const WIDTHS = [40, 250] as const
const SPLITS = [15, 85] as const
const SPLIT_USUAL = 50
const COLUMNS_MAX = 6

const copy = (columns: readonly Column[]): Column[] => columns.map((one) => ({ ...one, boards: [...one.boards] }))
const within = (value: number, [least, most]: readonly [number, number]): number => Math.min(most, Math.max(least, value))

/** What stands on the desk now: as arranged, else as it comes. */
export const columnsNow = (kept: readonly Column[]): Column[] => copy(kept.length ? kept : COLUMNS)
export const columnOf = (columns: readonly Column[], board: string): number =>
  columns.findIndex(({ boards }) => boards.includes(board))

export function widen(columns: readonly Column[], board: string, step: number): Column[] {
  const next = copy(columns)
  const column = next[columnOf(next, board)]
  if (column) column.width_percent = within(column.width_percent + step, WIDTHS)
  return next
}

/** More or less height for the board; only a column of several has any to give. */
export function stretch(columns: readonly Column[], board: string, step: number): Column[] {
  const next = copy(columns)
  const column = next[columnOf(next, board)]
  if (!column || column.boards.length < 2) return next
  const sign = column.boards[0] === board ? 1 : -1
  column.split_percent = within((column.split_percent ?? SPLIT_USUAL) + sign * step, SPLITS)
  return next
}

/** The whole column of the board changes places with its neighbour. */
export function shift(columns: readonly Column[], board: string, step: 1 | -1): Column[] {
  const next = copy(columns)
  const at = columnOf(next, board)
  const [own, other] = [next[at], next[at + step]]
  if (own && other) [next[at], next[at + step]] = [other, own]
  return next
}

/** Off the desk, or back on it in a column at the right; the last board stays. */
export function putOnOrOff(columns: readonly Column[], board: string): Column[] {
  const next = copy(columns)
  const column = next[columnOf(next, board)]
  if (column) {
    column.boards = column.boards.filter((id) => id !== board)
    column.split_percent = null
    const left = next.filter(({ boards }) => boards.length > 0)
    return left.length ? left : copy(columns)
  }
  if (next.length < COLUMNS_MAX) return [...next, { boards: [board], width_percent: 100 }]
  next.at(-1)?.boards.push(board)
  return next
}

const isFree = ({ boards }: Column): boolean => boards.includes('map') || boards.includes('candidates')

/**
 * The line after column `n` moves by a share of the desk's width, in percent of what the column has by
 * itself. The map takes what is left: beside it, the other column gives and takes.
 */
export function drag(columns: readonly Column[], n: number, percent: number): Column[] {
  const next = copy(columns)
  const [left, right] = [next[n], next[n + 1]]
  if (!left || !right) return next
  const own = isFree(left) && !isFree(right)
  const column = own ? right : left
  column.width_percent = within(Math.round(column.width_percent + (own ? -percent : percent)), WIDTHS)
  return next
}
/** Which column's width the line after column `n` changes. */
export const draggedBy = (columns: readonly Column[], n: number): number => {
  const [left, right] = [columns[n], columns[n + 1]]
  return left && right && isFree(left) && !isFree(right) ? n + 1 : n
}
/** The first board of a column gets this share of its height, percent. */
export function splitAt(columns: readonly Column[], n: number, percent: number): Column[] {
  const next = copy(columns)
  const column = next[n]
  if (column && column.boards.length > 1) column.split_percent = within(Math.round(percent), SPLITS)
  return next
}
