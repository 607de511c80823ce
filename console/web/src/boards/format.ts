/** Durations and times as a control room reads them. */

const two = (n: number) => String(n).padStart(2, '0')

/** `m:ss` up to an hour, `h:mm:ss` beyond; never negative. */
export function minutesSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

export const sinceMs = (fromMs: number, nowMs: number): string =>
  minutesSeconds(Math.floor((nowMs - fromMs) / 1000))

/** An age in its largest unit: 8s, 12m, 3h. */
export function shortAge(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 100) return `${whole}s`
  if (whole < 6000) return `${Math.round(whole / 60)}m`
  return `${Math.round(whole / 3600)}h`
}

/** China keeps one time zone, and so does the screen, wherever the browser thinks it is. */
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

function split(ms: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(ms).map((part) => [part.type, part.value]))
}

export function clockTime(ms: number): string {
  const p = split(ms)
  return `${p.hour}:${p.minute}:${p.second}`
}

export function hourMinute(ms: number): string {
  const p = split(ms)
  return `${p.hour}:${p.minute}`
}

export function calendarDate(ms: number): string {
  const p = split(ms)
  return `${p.year}-${p.month}-${p.day}`
}

export function metres(m: number): string {
  return m >= 1000 ? `${(m / 1000).toFixed(1)} km` : `${Math.round(m)} m`
}

/** A bare point, to about ten metres: what is left to say where no area is known. */
export const coordinates = (lon: number, lat: number): string => `${lon.toFixed(4)}, ${lat.toFixed(4)}`

/** The running number of an identifier such as 20261121-SY-0012, enough to say aloud. */
export function shortId(id: string): string {
  const tail = id.split(/[-/]/).at(-1) ?? id
  return tail.length > 6 ? tail.slice(-6) : tail
}
