/**
 * What a key brings in only now: while it loads, the keys that follow are meant for it and wait.
 *
 * Without this the digit that answers a question could be read before the question stands, and set an
 * urgency or send a vehicle instead.
 */
import { useWrites } from '@/stores/writes'

/** Who types further than this ahead has not read what he answers. */
const AHEAD_MAX = 4

let loading = 0
let ahead: (() => void)[] = []

/** A handler whose part is loaded by the first key that needs it. */
export const opens =
  <Part>(load: () => Promise<Part>, act: (part: Part) => unknown): (() => void) =>
  () =>
    void open(load, act)

export async function open<Part>(load: () => Promise<Part>, act: (part: Part) => unknown): Promise<void> {
  loading += 1
  try {
    const part = await load().catch(() => null)
    if (part !== null) return void act(part)
    ahead = []
    useWrites().refuse('part')
  } finally {
    loading -= 1
    while (!loading && ahead.length) ahead.shift()?.()
  }
}

/** Keeps a key for what is being loaded; false when nothing is. Escape takes all of them back. */
export function heldForPart(name: string, key: () => void): boolean {
  if (!loading) return false
  if (name === 'Escape') ahead = []
  else if (ahead.length < AHEAD_MAX) ahead.push(key)
  return true
}
