/** What a person in the field can ask for, each as one wish for the queue; the time goes with it. */
import type { CrewMember, CrewRequestKind } from '@/api/views'
import type { Wish } from '@/field/outbox'

const id = encodeURIComponent

/** A state of a task. `keep`: what cannot count any more when it arrives is kept and explained. */
export function statusPress(
  task: string,
  state: string,
  atMs: number,
  more: { hospital_code?: string; reason?: string } = {},
  note = '',
): Wish {
  const body = { state, at_ms: atMs, keep: true, ...more }
  return { kind: 'status', path: `/tasks/${id(task)}/status`, body, at_ms: atMs, task_id: task, state, note }
}

export const refusal = (task: string, reason: string, atMs: number, note: string): Wish => ({
  kind: 'refuse',
  path: `/tasks/${id(task)}/refuse`,
  body: { reason, at_ms: atMs },
  at_ms: atMs,
  task_id: task,
  note,
})

export const hospitalChoice = (task: string, code: string, atMs: number, note: string): Wish => ({
  kind: 'hospital',
  path: `/tasks/${id(task)}/hospital`,
  body: { hospital_code: code },
  at_ms: atMs,
  task_id: task,
  note,
})

export interface Asked {
  kind: CrewRequestKind
  text: string
  minutes?: number
  needs?: string[]
}

export const request = (vehicle: string, asked: Asked, atMs: number, note: string): Wish => ({
  kind: 'request',
  path: `/vehicles/${id(vehicle)}/requests`,
  body: { ...asked, at_ms: atMs },
  at_ms: atMs,
  state: asked.kind,
  note,
})

/** What the hospital shall know before the patient comes (病情预报). */
export const condition = (task: string, told: object, atMs: number, note: string): Wish => ({
  kind: 'condition',
  path: `/tasks/${id(task)}/condition`,
  body: { ...told },
  at_ms: atMs,
  task_id: task,
  note,
})

/** A hospital did not take the patient (拒收); the desk must know at once. */
export const hospitalRefusal = (task: string, reason: string, atMs: number, note: string): Wish => ({
  kind: 'hospitalRefusal',
  path: `/tasks/${id(task)}/hospital-refusal`,
  body: { reason },
  at_ms: atMs,
  task_id: task,
  note,
})

type Duty = 'sign-on' | 'sign-off' | 'returned' | 'left' | 'pause' | 'resume'

/** What is true of the vehicle apart from a task; it counts from when it was pressed. */
export const duty = (vehicle: string, what: Duty, body: object, atMs: number, note = ''): Wish => ({
  kind: 'duty',
  path: `/vehicles/${id(vehicle)}/${what}`,
  body: { ...body, at_ms: atMs },
  at_ms: atMs,
  state: what,
  note,
})

/** Who is on board, as the server takes it: rows without a name are rows nobody sits in. */
export const roster = (crew: readonly CrewMember[]): CrewMember[] =>
  crew
    .filter(({ name }) => name.trim())
    .map(({ name, role, staff_no }) => ({ name: name.trim(), role, staff_no: staff_no?.trim() ?? '' }))
