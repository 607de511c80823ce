/** Which press may follow which, and the state that a task has once what waits is delivered. */
import type { StepView } from '@/api/region'
import type { TaskView } from '@/api/views'
import type { Press } from '@/field/outbox'

export type Steps = Readonly<Record<string, readonly StepView[]>>

export interface Expected {
  state: string
  /** Whether a press that the server does not show yet ends the task. */
  ended: boolean
  /** Presses of this task that are not delivered. */
  unsent: number
}

/** What the board does not show yet: still waiting, or acknowledged with a later journal number. */
function isAhead(press: Press, boardSeq: number | null): boolean {
  if (press.outcome === 'waiting') return true
  return press.outcome === 'delivered' && press.seq !== null && (boardSeq === null || press.seq > boardSeq)
}

/** The task's state with the presses on top that its crew has made since; illegal ones lead nowhere. */
export function expectedState(
  task: Pick<TaskView, 'id' | 'state' | 'active'>,
  presses: readonly Press[],
  steps: Steps,
  boardSeq: number | null,
): Expected {
  const mine = presses.filter((press) => press.task_id === task.id && isAhead(press, boardSeq))
  const expected: Expected = {
    state: task.state,
    ended: !task.active,
    unsent: mine.filter((press) => press.outcome === 'waiting').length,
  }
  for (const press of mine) {
    if (expected.ended) break
    if (press.kind === 'refuse') expected.ended = true
    const step = press.kind === 'status' ? steps[expected.state]?.find(({ to }) => to === press.state) : undefined
    if (!step) continue
    expected.state = step.to
    expected.ended = step.ends !== null
  }
  return expected
}

export interface Choices {
  /** The one big button. */
  next: StepView | null
  /** The other legal presses that end nothing abnormally. */
  others: StepView[]
  /** Ends that need a reason (空车, 退车). */
  abnormal: StepView[]
}

export function choicesOf(state: string, steps: Steps): Choices {
  const legal = steps[state] ?? []
  const normal = legal.filter((step) => !step.needs_reason)
  return {
    next: normal[0] ?? null,
    others: normal.slice(1),
    abnormal: legal.filter((step) => step.needs_reason),
  }
}

/** States in which an order can still be refused. */
export const REFUSABLE: readonly string[] = ['assigned', 'acked']

const BY_WHEN: Readonly<Record<string, readonly string[]>> = {
  refuse: ['vehicle_fault', 'no_crew', 'other'],
  assigned: ['recalled_before_departure', 'vehicle_fault', 'no_crew', 'other'],
  acked: ['recalled_before_departure', 'vehicle_fault', 'no_crew', 'other'],
  en_route: ['recalled_en_route', 'diverted', 'vehicle_fault', 'other'],
  on_scene: ['nobody_on_scene', 'cancelled_on_scene', 'patient_declined', 'patient_left', 'treated_on_scene', 'dead_on_scene', 'other'],
}

/** Reasons that make sense for an abnormal end in this state (domain.md §3.4), the likeliest first. */
export const reasonsFor = (when: string): readonly string[] => BY_WHEN[when] ?? BY_WHEN['on_scene']!
