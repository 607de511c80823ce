/** What this desk has asked for and not yet heard back about, and the last word it got. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { ApiError } from '@/api/client'
import { said, t } from '@/i18n'
import { useWindows } from '@/stores/windows'

export interface Notice {
  level: 'done' | 'failed'
  text: string
  remedy: string
  atMs: number
}

export const useWrites = defineStore('writes', () => {
  const pending = shallowRef<ReadonlySet<string>>(new Set())
  const notice = ref<Notice | null>(null)
  const windows = useWindows()
  /** What this person's other windows wait for; one that is gone waits for nothing. */
  const elsewhere = shallowRef<ReadonlyMap<string, readonly string[]>>(new Map())
  windows.hear<readonly string[]>('pending', (keys, from) => {
    elsewhere.value = new Map(elsewhere.value).set(from, keys)
  })
  const waited = computed(() => {
    const others = [...elsewhere.value].filter(([from]) => windows.siblings.has(from)).flatMap(([, keys]) => keys)
    return new Set([...pending.value, ...others].flatMap((key) => key.split(':')))
  })
  /** Whether an answer is awaited that concerns one of these calls, events, tasks or vehicles. */
  const isAbout = (ids: readonly string[]): boolean => waited.value.size > 0 && ids.some((id) => waited.value.has(id))

  function mark(key: string, on: boolean): void {
    const next = new Set(pending.value)
    if (on) next.add(key)
    else next.delete(key)
    pending.value = next
    windows.tell('pending', [...next])
  }

  function say(key: string, values: Record<string, unknown> = {}): void {
    notice.value = { level: 'done', text: t(key, values), remedy: '', atMs: Date.now() }
  }

  /** A key that cannot do its work now: why not, and what would help. */
  function refuse(key: string, values: Record<string, unknown> = {}): void {
    const [text, remedy] = [t(`refused.${key}.why`, values), t(`refused.${key}.remedy`)]
    notice.value = { level: 'failed', text, remedy, atMs: Date.now() }
  }

  function fail(error: unknown): void {
    const problem = error instanceof ApiError ? error.problem : null
    const text = problem
      ? said({ zh: problem.detail ?? problem.title ?? problem.code, en: problem.detail_en ?? '' })
      : String(error)
    notice.value = { level: 'failed', text, remedy: problem?.remedy ?? '', atMs: Date.now() }
  }

  /** Runs one write under a name; the same wish is not sent twice while the first is under way. */
  async function attempt<T>(key: string, act: () => Promise<T>): Promise<T | undefined> {
    if (pending.value.has(key)) return undefined
    mark(key, true)
    try {
      return await act()
    } catch (error) {
      fail(error)
      return undefined
    } finally {
      mark(key, false)
    }
  }

  const isPending = (key: string): boolean => pending.value.has(key)
  const clear = (): void => {
    notice.value = null
  }

  return { pending, notice, mark, isAbout, say, refuse, fail, attempt, isPending, clear }
})
