/** A log of two hundred lines: its end first, found by words, or read on from an hour. */
import { addWords } from '@/i18n'

export const PAGE = 60
const HOUR_MS = 3_600_000

addWords({
  'zh-CN': { log: { find: '查找', earlier: '更早 {n} 条', later: '更晚 {n} 条' } },
  en: { log: { find: 'find', earlier: '{n} earlier', later: '{n} later' } },
})

export interface TimedLine {
  atMs: number
  text: string
  by?: string
}

export interface Cut<T> {
  lines: T[]
  earlier: number
  later: number
}

/** The part that is shown: what happened last, unless words are sought or an hour was chosen. */
export function cut<T extends TimedLine>(
  lines: readonly T[],
  { words, pages, fromMs }: { words: string; pages: number; fromMs: number | null },
): Cut<T> {
  const sought = words.trim().toLowerCase()
  const found = sought ? lines.filter(({ text, by }) => `${text} ${by ?? ''}`.toLowerCase().includes(sought)) : [...lines]
  const most = PAGE * pages
  if (fromMs !== null) {
    const first = found.findIndex(({ atMs }) => atMs >= fromMs)
    const start = first < 0 ? found.length : first
    const part = found.slice(start, start + most)
    return { lines: part, earlier: 0, later: found.length - start - part.length }
  }
  const part = found.slice(-most)
  return { lines: part, earlier: found.length - part.length, later: 0 }
}

/** The hours in which something happened, at most a day's. */
export function hoursOf(lines: readonly TimedLine[]): number[] {
  const hours = new Set(lines.map(({ atMs }) => Math.floor(atMs / HOUR_MS) * HOUR_MS))
  return [...hours].sort((a, b) => a - b).slice(-24)
}
