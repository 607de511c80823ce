/** Ages and times to come, in words short enough for a strip on top. */
import { shortAge } from '@/boards/format'
import { t } from '@/i18n'

const [MINUTE_S, HOUR_MIN] = [60, 60]
const MINUTES_MAX = 99

export const span = (ms: number): string => shortAge(ms / 1000)

/** Until something is due, in whole minutes: `21:05` beside a clock would be read as an hour, and every second as news. */
export function untilDue(seconds: number): string {
  const n = Math.round(Math.abs(seconds) / MINUTE_S)
  const span = n > MINUTES_MAX ? t('field.hours', { h: Math.floor(n / HOUR_MIN), n: n % HOUR_MIN }) : t('field.minutes', { n })
  if (seconds < 0 && n > 0) return t('field.late', { span })
  return seconds < MINUTE_S ? t('field.soon') : t('field.left', { span })
}
