/** Chinese first, English beside; the choice stays with this browser. */
import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import { en } from '@/i18n/en'
import { zhCN } from '@/i18n/zh-CN'

export type Locale = 'zh-CN' | 'en'
const KEPT_AS = 'liandong.locale'

const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEPT_AS)

export const i18n = createI18n({
  legacy: false,
  locale: kept === 'en' ? 'en' : 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN, en },
})

export const locale = computed<Locale>(() => i18n.global.locale.value as Locale)
export const t = (key: string, values?: Record<string, unknown>): string => i18n.global.t(key, values ?? {})

export const has = (key: string): boolean => i18n.global.te(key)

/** Picks the reader's side of a bilingual record that the server sent. */
export const said = (both: { zh: string; en: string }): string =>
  locale.value === 'zh-CN' ? both.zh : both.en || both.zh

export function setLocale(next: Locale): void {
  i18n.global.locale.value = next
  document.documentElement.lang = next
  localStorage.setItem(KEPT_AS, next)
}
