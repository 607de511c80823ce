/** Times as a desk types them, in Beijing time: 今天18:00, 明天6:00, 11-23 18:00, 18:00, +2h, 现在. */
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** China keeps one time zone and no summer time. */
const BEIJING_MS = 8 * HOUR_MS
const YEAR_BACK_DAYS = 180

const UNITS: Record<string, number> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }
const DAYS: Record<string, number> = { 今天: 0, today: 0, 明天: 1, tomorrow: 1, 后天: 2 }
const LATER = /^\+\s*(\d{1,4}(?:\.\d)?)\s*(m|min|分|分钟|h|小时|d|天|日)?$/i
const CLOCK = /^(今天|明天|后天|today|tomorrow|(?:(\d{4})[-/])?(\d{1,2})[-/](\d{1,2}))?\s*(\d{1,2})[:：](\d{2})$/i
const NOW = /^(现在|立即|now)$/i

function unitOf(word: string | undefined): number {
  if (word === undefined || /^(h|小时)$/i.test(word)) return UNITS.h!
  return /^(d|天|日)$/i.test(word) ? UNITS.d! : UNITS.m!
}

/** Milliseconds; null where nothing is said; undefined where nobody can tell what is meant. */
export function readMoment(said: string, nowMs: number, laterThanMs = nowMs): number | null | undefined {
  const text = said.normalize('NFKC').trim()
  if (!text) return null
  if (NOW.test(text)) return nowMs
  const later = LATER.exec(text)
  if (later) return Math.round(laterThanMs + Number(later[1]) * unitOf(later[2]))
  const clock = CLOCK.exec(text)
  if (!clock) return undefined
  const [, day, year, month, date, hour, minute] = clock
  if (Number(hour) > 24 || Number(minute) > 59) return undefined
  const today = Math.floor((nowMs + BEIJING_MS) / DAY_MS)
  const time = Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS - BEIJING_MS
  if (month) return dated(year, Number(month), Number(date), time, nowMs)
  if (day) return (today + DAYS[day.toLowerCase()]!) * DAY_MS + time
  // A bare clock time is the next one.
  const next = Math.floor((laterThanMs + BEIJING_MS) / DAY_MS) * DAY_MS + time
  return next > laterThanMs ? next : next + DAY_MS
}

function dated(year: string | undefined, month: number, date: number, time: number, nowMs: number) {
  const thisYear = new Date(nowMs + BEIJING_MS).getUTCFullYear()
  const on = (y: number): number | undefined => {
    const day = new Date(Date.UTC(y, month - 1, date))
    return day.getUTCMonth() === month - 1 && day.getUTCDate() === date ? day.getTime() + time : undefined
  }
  if (year) return on(Number(year))
  const ms = on(thisYear)
  // In December, 01-02 is next year's.
  return ms !== undefined && ms < nowMs - YEAR_BACK_DAYS * DAY_MS ? on(thisYear + 1) : ms
}
