/** What a hospital is told of who comes, and what it states of itself; as the server sends it. */
import type { components } from '@/api/schema.gen'

type Told = components['schemas']
export type Notice = Told['NoticeView']
export type HospitalState = Told['HospitalStateView']
export type Refusal = Told['RefusalView']

export const PREPARATIONS = [
  'resus_room',
  'cath_lab',
  'stroke_team',
  'trauma_team',
  'obstetric_team',
  'blood',
  'ct',
  'isolation_room',
] as const
export const CANNOT = ['full', 'equipment', 'no_specialty', 'infection_control', 'road_or_power'] as const
export const LOADS = ['open', 'crowded', 'diverting'] as const

/** What a patient of these centres is usually awaited with; shown first, never ticked by itself. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  chest_pain: ['cath_lab'],
  stroke: ['stroke_team', 'ct'],
  trauma: ['trauma_team', 'blood', 'ct'],
  maternal: ['obstetric_team', 'blood'],
  fever: ['isolation_room'],
}

export function wantedFor(notice: Notice): ReadonlySet<string> {
  const patient = notice.patient
  const wanted = (patient?.centres ?? []).flatMap((centre) => WANTED[centre] ?? [])
  if (patient?.urgency === 'I') wanted.push('resus_room')
  if (patient?.infection) wanted.push('isolation_room')
  if (patient?.condition?.direct_to) wanted.push(patient.condition.direct_to)
  return new Set(wanted)
}

const AT_DOOR: readonly string[] = ['at_hospital', 'handed_over']
export const isAtDoor = (notice: Notice): boolean => !notice.active || AT_DOOR.includes(notice.state)

/** Whether somebody has still to be told that it is known here. */
export const isUnseen = (notice: Notice): boolean =>
  notice.withdrawn_ms === null && notice.active && notice.acknowledged === null

export const isAsking = (notice: Notice): boolean =>
  notice.withdrawn_ms === null && notice.divert !== null && notice.divert?.granted === null

/** What has still to be done here; who is handed over, taken over or sent elsewhere is history. */
export const isInbound = (notice: Notice): boolean =>
  notice.withdrawn_ms === null && notice.taken_over === null && notice.active

const first = (notice: Notice): number => (isUnseen(notice) ? 0 : 1)
/** Who has not been answered first, then who is here, then by arrival. */
export const byArrival = (a: Notice, b: Notice): number =>
  first(a) - first(b) ||
  Number(isAtDoor(b)) - Number(isAtDoor(a)) ||
  (a.eta_ms ?? Infinity) - (b.eta_ms ?? Infinity) ||
  a.issued_ms - b.issued_ms

export const inForce = (state: HospitalState, nowMs: number): boolean => nowMs < state.until_ms
