/**
 * How somebody likes to work: theme, sound, language, columns of the desk, windows beside it.
 *
 * Kept by the server for the login; what this browser remembers is only for the moment before that
 * is known. The last machine to save wins, and is told when it wrote over another one's.
 */
import { defineStore } from 'pinia'
import { computed, ref, watch, watchEffect } from 'vue'
import { get, put } from '@/api/client'
import { type Locale, locale, setLocale } from '@/i18n'
import { useWindows, type Place } from '@/stores/windows'
import { useWrites } from '@/stores/writes'

export type Theme = 'dark' | 'light'

export interface ColumnTaste {
  boards: string[]
  width_percent: number
  split_percent?: number | null
}
export interface WindowTaste extends Place {
  boards: string[]
}
interface Tastes {
  theme: Theme
  muted: boolean
  language: Locale
  columns: ColumnTaste[]
  windows: WindowTaste[]
}
export type Preferences = { version: number; saved_ms: number | null } & { [name in keyof Tastes]?: Tastes[name] | null }
interface Saved {
  version: number
  over_version?: number
}

const SAVE_AFTER_MS = 800

export const usePrefs = defineStore('prefs', () => {
  const theme = ref<Theme>(localStorage.getItem('liandong.theme') === 'light' ? 'light' : 'dark')
  const muted = ref(localStorage.getItem('liandong.muted') === 'yes')
  /** None: the desk as it comes. */
  const columns = ref<ColumnTaste[]>([])
  const windows = ref<WindowTaste[]>([])
  const version = ref(0)
  const siblings = useWindows()
  let known = ''
  let saving: ReturnType<typeof setTimeout> | undefined

  const tastes = computed<Tastes>(() => ({
    theme: theme.value,
    muted: muted.value,
    language: locale.value,
    columns: columns.value,
    windows: windows.value,
  }))

  watchEffect(() => {
    document.documentElement.dataset.theme = theme.value
    localStorage.setItem('liandong.theme', theme.value)
    localStorage.setItem('liandong.muted', muted.value ? 'yes' : 'no')
  })

  /** The words come first: what is taken half would be saved as if it had been wished. */
  async function take(given: Preferences): Promise<void> {
    if (given.language && given.language !== locale.value) await setLocale(given.language).catch(() => undefined)
    version.value = given.version
    theme.value = given.theme ?? theme.value
    muted.value = given.muted ?? muted.value
    columns.value = given.columns ?? []
    windows.value = given.windows ?? []
    known = JSON.stringify(tastes.value)
  }

  /** What this login has saved; a server that cannot say leaves the desk as it stands. */
  async function load(): Promise<void> {
    const before = tastes.value
    const given = await get<Preferences>('/preferences').catch(() => null)
    if (!given) return
    // What was arranged while it was on its way is newer than what is kept.
    const names = Object.keys(before) as (keyof Tastes)[]
    const chosen = names.filter((name) => tastes.value[name] !== before[name]).map((name) => [name, tastes.value[name]])
    await take({ ...given, ...Object.fromEntries(chosen) })
    if (chosen.length) await save()
  }

  const share = (): void => siblings.tell('prefs', { ...tastes.value, version: version.value, saved_ms: null })

  async function save(): Promise<void> {
    const writes = useWrites()
    try {
      const saved = await put<Saved>('/preferences', { base_version: version.value, ...tastes.value })
      version.value = saved.version
      if (saved.over_version) writes.say('notice.layoutOver', { mine: saved.version, theirs: saved.over_version })
      share()
    } catch (error) {
      known = ''
      writes.fail(error)
    }
  }

  watch(tastes, (now) => {
    const text = JSON.stringify(now)
    // Nobody has said what is kept: a desk that has just opened must not write over it.
    if (!known || text === known) return
    known = text
    share()
    clearTimeout(saving)
    saving = setTimeout(() => void save(), SAVE_AFTER_MS)
  }, { deep: true })
  siblings.hear<Preferences>('prefs', (given) => void take(given))

  return { theme, muted, columns, windows, version, load }
})
