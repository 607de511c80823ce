/** Paper slips (纸质单, SYS-03): books of numbers, and how a slip is read when it is entered. */
import { post } from '@/api/client'
import type { IncidentFields } from '@/api/endpoints'
import { readMoment } from '@/boards/moments'

export interface BookView {
  id: string
  unit: string
  seat: string
  first: number
  last: number
  entered: number
  issued_ms: number
}

const DAY_MS = 86_400_000
export const SLIPS_MAX = 200

export const slipName = (slip: number): string => `Z${String(slip).padStart(4, '0')}`

/** What a slip's number says: 17, Z0017, 420304-Z0017 or 20261121-420304-Z0017. */
export interface SlipNumber {
  slip: number
  unit: string | null
  /** The day in its number, 2026-11-21. */
  day: string | null
}
const SLIP = /^(?:(?:(\d{4})(\d{2})(\d{2})-)?([^-\s]+)-)?z?(\d{1,6})$/i

export function readSlip(said: string): SlipNumber | undefined {
  const found = SLIP.exec(said.normalize('NFKC').trim())
  if (!found || Number(found[5]) < 1) return undefined
  const [, year, month, date, unit] = found
  return { slip: Number(found[5]), unit: unit ?? null, day: year ? `${year}-${month}-${date}` : null }
}

/**
 * When a slip was written, in the words of `readMoment`, but meant as past: a bare clock time is of
 * the day in the slip's number, else the last one; 昨天 and a date before New Year are understood.
 */
export function readWritten(said: string, nowMs: number, day: string | null = null): number | null | undefined {
  const text = said.normalize('NFKC').trim()
  if (/^\d{1,2}[:：]\d{2}$/.test(text)) {
    if (day) return readMoment(`${day} ${text}`, nowMs)
    return lastOf(readMoment(`今天${text}`, nowMs), nowMs)
  }
  const yesterday = /^(?:昨天|yesterday)\s*(.+)$/i.exec(text)
  if (yesterday) {
    const today = readMoment(`今天${yesterday[1]}`, nowMs)
    return today == null ? undefined : today - DAY_MS
  }
  const ms = readMoment(text, nowMs)
  if (ms == null || ms <= nowMs || !/^\d{1,2}[-/]/.test(text)) return ms
  return readMoment(`${new Date(nowMs + 8 * 3_600_000).getUTCFullYear() - 1}-${text}`, nowMs)
}

const lastOf = (ms: number | null | undefined, nowMs: number) => (ms != null && ms > nowMs ? ms - DAY_MS : ms)

export interface SlipWish {
  unit: string
  slip: number
  written_ms: number
  number: string
  incident: IncidentFields
}
export const drawBook = (unit: string, seat: string, count: number) =>
  post<{ book_id: string }>('/papers', { unit, seat, count })
export const enterSlip = (wish: SlipWish) => post<{ incident_id: string }>('/papers/enter', wish)
