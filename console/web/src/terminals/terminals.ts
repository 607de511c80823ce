/** The register of terminals as its page shows it: state, order, search; and what may be changed. */
import { get, patch, post } from '@/api/client'

export interface Card {
  name: string
  qualification: string
  expires: string
  at_ms: number
}

export interface Terminal {
  id: string
  vehicle_id: string | null
  phone: string | null
  device_id: string | null
  protocol: string
  dialect: string | null
  enabled: boolean
  cloned: boolean
  /** Whether it has proved itself once, or has a key. */
  registered: boolean
  connected: boolean
  last_seen_ms: number | null
  clock_ahead_ms: number | null
  emergency: boolean
  card: Card | null
}

export interface Stranger {
  phone: string
  protocol: string
  plate: string
  reason: string
  times: number
  last_ms: number
}

export interface Door {
  now_ms: number
  port: number | null
  terminals: number
  fixes_received: number
  fixes_taken: number
  fixes_per_s: number
  refused: Record<string, number>
  strangers: Stranger[]
}

export interface Changes {
  vehicle_id?: string | null
  enabled?: boolean
  cloned?: false
}

const id = encodeURIComponent
export const getTerminals = () => get<Terminal[]>('/terminals')
export const getDoor = () => get<Door>('/gateway')
export const amend = (terminal: string, changes: Changes) => patch<Terminal>(`/terminals/${id(terminal)}`, changes)
export const enter = (terminal: string, phone: string) => post<Terminal>('/terminals', { id: terminal, phone })

/** What needs a person stands first. */
export const STATES = ['cloned', 'unbound', 'connected', 'away', 'disabled'] as const
export type State = (typeof STATES)[number]

export function stateOf(terminal: Terminal): State {
  if (!terminal.enabled) return 'disabled'
  if (terminal.cloned) return 'cloned'
  if (!terminal.vehicle_id) return 'unbound'
  return terminal.connected ? 'connected' : 'away'
}

const rank = (terminal: Terminal): number => (terminal.emergency ? -1 : STATES.indexOf(stateOf(terminal)))

/** Those that a search finds, what needs somebody first. */
export function listed(terminals: readonly Terminal[], words: string): Terminal[] {
  const wanted = words.trim().toLowerCase()
  const told = (one: Terminal) => [one.id, one.vehicle_id, one.phone, one.device_id].join(' ').toLowerCase()
  return terminals
    .filter((one) => told(one).includes(wanted))
    .sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id))
}

/** The reasons for which something was not used, the most frequent first. */
export const reasons = (door: Door): [string, number][] =>
  Object.entries(door.refused).sort(([, a], [, b]) => b - a)

export const SKEW_SHOWN_MS = 5_000

/** Seconds that a clock is off, when that is worth a word. */
export function skewS(terminal: Terminal): number | null {
  const ahead = terminal.clock_ahead_ms
  return ahead === null || Math.abs(ahead) < SKEW_SHOWN_MS ? null : Math.round(ahead / 1000)
}
