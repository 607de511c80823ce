/**
 * Half-filled forms (半填表单): what somebody was writing when the shift ended, the server went away, the
 * tab was reloaded or another event was looked at. Kept in this browser under the login, the form and
 * its record; offered again with its age; gone when it is done, at logout, and after half a day.
 */
import { onBeforeUnmount, reactive, ref, toRaw, watch, type Ref } from 'vue'
import { useSession } from '@/stores/session'

const PREFIX = 'liandong.form:'
export const KEPT_MS = 12 * 3_600_000
export const FORMS_MAX = 40
/** A form is a page of text; what is longer is no form. */
const BYTES_MAX = 16_000
const BREATH_MS = 300

interface Kept {
  atMs: number
  value: unknown
}

const nameOf = (user: string, form: string, record: string) => `${PREFIX}${user}:${form}:${record}`

function read(key: string, nowMs: number): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null
    if (kept && nowMs - kept.atMs < KEPT_MS) return kept
  } catch {
    // What cannot be read was not written by this form.
  }
  localStorage.removeItem(key)
  return null
}

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))

/** Drops what is too old, and the oldest where there are too many. */
export function prune(nowMs = Date.now()): void {
  const kept = keys()
    .map((key) => ({ key, atMs: read(key, nowMs)?.atMs ?? 0 }))
    .filter(({ atMs }) => atMs > 0)
    .sort((a, b) => b.atMs - a.atMs)
  for (const { key } of kept.slice(FORMS_MAX)) localStorage.removeItem(key)
}

/** Addresses and numbers leave this browser with whoever logs out. */
export function forgetForms(user: string): void {
  for (const key of keys()) if (key.startsWith(`${PREFIX}${user}:`)) localStorage.removeItem(key)
}

/** Taken up to be handed on: at a change of shifts at this very screen the next one goes on with them. */
export function takeForms(user: string): (next: string) => void {
  const mine = keys()
    .filter((key) => key.startsWith(`${PREFIX}${user}:`))
    .map((key) => [key.slice(`${PREFIX}${user}:`.length), localStorage.getItem(key)] as const)
  return (next) => {
    for (const [rest, text] of mine) if (text && !rest.startsWith('shift:')) localStorage.setItem(`${PREFIX}${next}:${rest}`, text)
  }
}

/** Records of a form that somebody began and did not finish, with what he wrote; the newest first. */
export function keptRecords<T>(form: string): { record: string; value: T }[] {
  const own = nameOf(useSession().user?.username ?? '', form, '')
  const found = keys().filter((key) => key.startsWith(own))
  return found
    .flatMap((key) => {
      const kept = read(key, Date.now())
      return kept ? [{ record: key.slice(own.length), value: kept.value as T, atMs: kept.atMs }] : []
    })
    .sort((a, b) => b.atMs - a.atMs)
}

export interface KeptForm<T extends object> {
  draft: T
  /** When what is shown was written, if it is from before. */
  keptMs: Ref<number | null>
  /** It is done: nothing is offered again. */
  done: () => void
}

/** A form whose words survive; `blank` is what it begins with. */
export function useKeptForm<T extends object>(form: string, record: string, blank: T): KeptForm<T> {
  const key = nameOf(useSession().user?.username ?? '', form, record)
  prune()
  const before = read(key, Date.now())
  const draft = reactive(structuredClone({ ...blank, ...(before?.value as T | undefined) })) as T
  const keptMs = ref(before?.atMs ?? null)
  const empty = JSON.stringify(blank)
  let timer: ReturnType<typeof setTimeout> | undefined

  function keep(): void {
    clearTimeout(timer)
    timer = undefined
    const text = JSON.stringify(toRaw(draft))
    if (text === empty) localStorage.removeItem(key)
    else if (text.length <= BYTES_MAX) localStorage.setItem(key, `{"atMs":${Date.now()},"value":${text}}`)
  }
  watch(draft, () => (timer ??= setTimeout(keep, BREATH_MS)), { deep: true })
  // A reload ends the page before the breath is over.
  const leaving = () => timer && keep()
  window.addEventListener('pagehide', leaving)
  onBeforeUnmount(() => {
    leaving()
    window.removeEventListener('pagehide', leaving)
  })

  function done(): void {
    Object.assign(draft, structuredClone(blank))
    clearTimeout(timer)
    timer = undefined
    localStorage.removeItem(key)
    keptMs.value = null
  }
  return { draft, keptMs, done }
}
