/**
 * The words of the screens: Chinese first, English beside; the choice stays with this browser.
 *
 * Words are plain texts with `{name}` holes, so that forty lines do what a library of 20 kB would.
 * English comes when somebody asks for it; what has no English shows its Chinese.
 */
import { computed, ref, shallowReactive } from 'vue'
import { zhCN } from '@/i18n/zh-CN'

export type Locale = 'zh-CN' | 'en'
export interface Words {
  readonly [name: string]: string | Words
}
const KEPT_AS = 'liandong.locale'

const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEPT_AS)
const chosen = ref<Locale>(kept === 'en' ? 'en' : 'zh-CN')
/** Every text by its whole path, e.g. `calls.title`. */
const texts = shallowReactive<Record<Locale, Readonly<Record<string, string>>>>({ 'zh-CN': flat(zhCN), en: {} })

function flat(words: Words, under = ''): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, said] of Object.entries(words)) {
    if (typeof said === 'string') found[under + name] = said
    else Object.assign(found, flat(said, `${under}${name}.`))
  }
  return found
}

/** Adds the words of what comes later: a panel, a page, the other language. */
export function addWords(words: Partial<Record<Locale, Words>>): void {
  for (const [language, more] of Object.entries(words) as [Locale, Words][])
    texts[language] = { ...texts[language], ...flat(more) }
}

export const locale = computed(() => chosen.value)
const find = (key: string): string | undefined => texts[chosen.value][key] ?? texts['zh-CN'][key]

/** The text at a path with its holes filled; the path itself where nobody wrote one. */
export function t(key: string, values: Readonly<Record<string, unknown>> = {}): string {
  return (find(key) ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

export const has = (key: string): boolean => find(key) !== undefined

/** Picks the reader's side of a bilingual record that the server sent. */
export const said = (both: { zh: string; en: string }): string =>
  locale.value === 'zh-CN' ? both.zh : both.en || both.zh

/** Changes the language as soon as its words are there; without them the screen stays as it is. */
export async function setLocale(next: Locale): Promise<void> {
  // Beneath what pages and panels have added meanwhile.
  if (next === 'en') texts.en = { ...flat((await import('@/i18n/en')).en), ...texts.en }
  chosen.value = next
  document.documentElement.lang = next
  localStorage.setItem(KEPT_AS, next)
}
