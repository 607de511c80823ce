/** Dark by night and light by day, by the clock or by hand: a bright phone blinds a driver. */
import { computed, type Ref, ref, watchEffect } from 'vue'

export type Brightness = 'clock' | 'light' | 'dark'

const KEPT_AS = 'liandong.field.brightness'
const [DAY_FROM, NIGHT_FROM] = [7, 19]
const HOUR_MS = 3_600_000
const CHINA_AHEAD_H = 8

export function isNight(nowMs: number): boolean {
  const hour = Math.floor(nowMs / HOUR_MS + CHINA_AHEAD_H) % 24
  return hour < DAY_FROM || hour >= NIGHT_FROM
}

export function useDayNight(nowMs: Ref<number>): { brightness: Ref<Brightness> } {
  const kept = localStorage.getItem(KEPT_AS)
  const brightness = ref<Brightness>(kept === 'light' || kept === 'dark' ? kept : 'clock')
  const theme = computed(() => {
    if (brightness.value !== 'clock') return brightness.value
    return isNight(nowMs.value) ? 'dark' : 'light'
  })
  watchEffect(() => {
    document.documentElement.dataset.theme = theme.value
    localStorage.setItem(KEPT_AS, brightness.value)
  })
  return { brightness }
}
