/**
 * The windows of one person in one browser: they hear each other, and one of them leads.
 *
 * Whoever pressed a key or the mouse last leads: its selection is the one the others follow, and it
 * asks the server for what all of them show. Nobody is asked for permission and nothing is lost when
 * a window dies: the others go on, and each asks for itself when nobody answers.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** Where a window stands, in pixels of all screens together. */
export interface Place {
  left: number
  top: number
  width: number
  height: number
}

export interface Sibling {
  id: string
  /** The boards it shows; none is the desk. */
  boards: readonly string[]
  place: Place
  seenMs: number
}

interface Message {
  kind: string
  from: string
  body: unknown
}

/** A hidden window's timers run once a minute: silence is no sign of its end before that. */
const GONE_AFTER_MS = 90_000
const HERE_EVERY_MS = 2000
/** So long a new window waits for one that leads. */
const ANSWER_WITHIN_MS = 400

const placeNow = (): Place => ({
  left: Math.round(window.screenX),
  top: Math.round(window.screenY),
  width: Math.round(window.outerWidth),
  height: Math.round(window.outerHeight),
})

export const useWindows = defineStore('windows', () => {
  const id = Math.random().toString(36).slice(2, 10)
  const boards = shallowRef<readonly string[]>([])
  const siblings = shallowRef<ReadonlyMap<string, Sibling>>(new Map())
  const leads = ref(true)
  /** The window whose selection stands here; null is this one. */
  const leader = ref<string | null>(null)
  /** This window keeps its own selection, whatever the others look at. */
  const pinned = ref(false)
  const ears = new Map<string, Set<(body: unknown, from: string) => void>>()
  let channel: BroadcastChannel | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  const isDesk = computed(() => boards.value.length === 0)
  const deskThere = computed(() => isDesk.value || [...siblings.value.values()].some((one) => one.boards.length === 0))
  /** One window sounds: the desk, or without one the first of the others. */
  const sounds = computed(
    () => isDesk.value || (!deskThere.value && [...siblings.value.keys()].every((other) => id < other)),
  )

  function tell(kind: string, body: unknown = null): void {
    // Through JSON, because what a store hands out may be a proxy, which no channel takes.
    channel?.postMessage({ kind, from: id, body: JSON.parse(JSON.stringify(body)) } satisfies Message)
  }

  /** Hears one kind of message; the result stops it. */
  function hear<T>(kind: string, act: (body: T, from: string) => void): () => void {
    const all = ears.get(kind) ?? new Set()
    ears.set(kind, all.add(act as (body: unknown, from: string) => void))
    return () => all.delete(act as (body: unknown, from: string) => void)
  }

  function note(from: string, one: Pick<Sibling, 'boards' | 'place'> | null): void {
    const next = new Map(siblings.value)
    if (one) next.set(from, { id: from, boards: one.boards, place: one.place, seenMs: performance.now() })
    else next.delete(from)
    siblings.value = next
  }

  function follow(from: string | null): void {
    leads.value = from === null
    leader.value = from
  }

  /** A person works here now. */
  function lead(): void {
    if (leads.value) return
    follow(null)
    tell('lead')
  }

  function here(): void {
    tell('here', { boards: boards.value, place: placeNow() })
    const sinceMs = performance.now() - GONE_AFTER_MS
    for (const one of siblings.value.values()) if (one.seenMs < sinceMs) part(one.id)
  }

  function part(from: string): void {
    note(from, null)
    if (leader.value === from && [...siblings.value.keys()].every((other) => id < other)) lead()
  }

  function receive({ kind, from, body }: Message): void {
    if (kind === 'here' || kind === 'hello') note(from, body as Sibling)
    if (kind === 'hello') {
      here()
      if (leads.value) tell('lead')
    } else if (kind === 'lead') follow(from)
    else if (kind === 'gone') part(from)
    for (const act of ears.get(kind) ?? []) act(body, from)
  }

  const bye = (): void => tell('gone')

  /** Joins the windows of this login; `shows` are its boards, none for the desk. */
  function join(username: string, shows: readonly string[]): void {
    leave()
    boards.value = shows
    if (typeof BroadcastChannel === 'undefined') return
    channel = new BroadcastChannel(`liandong.${username}`)
    channel.onmessage = (event: MessageEvent<Message>) => receive(event.data)
    leads.value = false
    tell('hello', { boards: shows, place: placeNow() })
    setTimeout(() => leader.value === null && lead(), ANSWER_WITHIN_MS)
    timer = setInterval(here, HERE_EVERY_MS)
    window.addEventListener('keydown', lead, true)
    window.addEventListener('pointerdown', lead, true)
    window.addEventListener('pagehide', bye)
  }

  function leave(): void {
    if (!channel) return
    tell('gone')
    clearInterval(timer)
    window.removeEventListener('keydown', lead, true)
    window.removeEventListener('pointerdown', lead, true)
    window.removeEventListener('pagehide', bye)
    channel.close()
    channel = null
    siblings.value = new Map()
    follow(null)
  }

  return { id, boards, siblings, leads, leader, pinned, isDesk, sounds, place: placeNow, tell, hear, lead, join, leave }
})
