/** What the panels of waiting, deciding and referring share: types, names and requests. */
import { post } from '@/api/client'
import type { IncidentView, Person } from '@/api/views'
import { locale } from '@/i18n'
import { useRegion } from '@/stores/region'

export interface Offer {
  vehicle_id: string
  why: string
  at_ms: number
  eta_s: number | null
}

export interface Decision {
  id: string
  kind: string
  opened_ms: number
  by: Person
  task_id?: string | null
  reason?: string | null
  target?: string | null
  note?: string
}

export type Waiting = IncidentView & {
  waits_for?: string | null
  waits_since_ms?: number | null
  second_lane?: boolean
  refusals?: number
  no_vehicle?: number
  wake_ms?: number | null
  reinforcement_parked?: boolean
  offer?: Offer | null
  meeting_place?: string
  contact_phone?: string
  special_needs?: string
  destination_code?: string | null
  referral_id?: string | null
}

export interface Referral {
  id: string
  state: string
  from_hospital: string
  to_hospital: string
  direction: string
  patient: { name?: string; sex?: string; age?: number | null; condition?: string }
  reason: string
  urgency: 'I' | 'II' | 'III' | 'IV'
  requested_ms: number
  wanted_ms: number | null
  scheduled_ms: number | null
  incident_id: string | null
  steps: { state: string; at_ms: number; by: Person; note: string }[]
}

const RANK: Readonly<Record<string, number>> = { I: 0, II: 1, III: 2, IV: 3 }

/** The server's order: rescues first, then urgency, then age. */
export function waitingList(incidents: Iterable<IncidentView>): Waiting[] {
  return [...(incidents as Iterable<Waiting>)]
    .filter((one) => one.waits_for)
    .sort(
      (a, b) =>
        Number(a.second_lane) - Number(b.second_lane) ||
        (RANK[a.urgency ?? 'II'] ?? 1) - (RANK[b.urgency ?? 'II'] ?? 1) ||
        (a.waits_since_ms ?? 0) - (b.waits_since_ms ?? 0),
    )
}

/** A name the server gave in one of its tables; the bare code where it gave none. */
export function named(table: string, code: string | null | undefined): string {
  const tables = useRegion().region as unknown as Record<string, Record<string, readonly [string, string]>> | null
  const pair = tables?.[table]?.[code ?? '']
  return pair ? pair[locale.value === 'zh-CN' ? 0 : 1] : (code ?? '')
}

const id = encodeURIComponent

export const sendOffered = (incident: string, vehicle: string) =>
  post(`/incidents/${id(incident)}/dispatch`, { vehicle_id: vehicle })
export const declineOffer = (incident: string) => post(`/incidents/${id(incident)}/offer/decline`, {})
export const noteNoVehicle = (incident: string, note: string) =>
  post(`/incidents/${id(incident)}/no-vehicle`, { note })
export const parkReinforcement = (incident: string) => post(`/incidents/${id(incident)}/reinforcement`, {})
export const divertTask = (task: string, incident: string, why?: string) =>
  post<{ replacement_task_id?: string | null }>(`/tasks/${id(task)}/divert`, {
    incident_id: incident,
    send_next: true,
    ...(why ? { override_reason: why } : {}),
  })
export const noteDecision = (incident: string, kind: string, note: string, target?: string) =>
  post(`/incidents/${id(incident)}/decision`, { kind, note, ...(target ? { target } : {}) })
export const askReferral = (order: object) => post('/referrals', order)
export const answerReferral = (one: string, accepted: boolean, reason = '') =>
  post(`/referrals/${id(one)}/answer`, { accepted, reason })
export const scheduleReferral = (one: string, at_ms?: number) =>
  post<{ incident_id: string }>(`/referrals/${id(one)}/schedule`, at_ms === undefined ? {} : { at_ms })
export const cancelReferral = (one: string, reason: string) => post(`/referrals/${id(one)}/cancel`, { reason })
