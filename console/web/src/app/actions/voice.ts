/**
 * What a crew says by voice while its link is down (失联转人工, VEH-12): the state it has reached and when,
 * entered by the desk. The stamp says that a person entered it.
 */
import type { StepView } from '@/api/region'
import type { TaskView } from '@/api/views'
import { reportByVoice } from '@/api/endpoints'
import { hourMinute } from '@/boards/format'
import { t } from '@/i18n'
import { useChoice } from '@/stores/choice'
import { useClock } from '@/stores/clock'
import { useDesk } from '@/stores/desk'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'

const MINUTES_AGO = [0, 1, 2, 3, 5, 10, 15, 20, 30, 45]

export function offerVoice(task: TaskView | null = useDesk().task): void {
  const region = useRegion()
  if (!task) return useWrites().refuse('noTask')
  const steps = region.region?.steps[task.state] ?? []
  const options = steps.map((step) => ({ code: step.to, label: nameOf(step), step }))
  ask('voice', t('voice.title', { vehicle: vehicleOf(task) }), options, (code) => {
    const step = options.find((one) => one.code === code)?.step
    if (step?.needs_reason) askReason(task, step)
    else if (step) askWhen(task, step)
  })
}

/** An end that needs a reason leads to the same state as the usual one, and is told apart by its mark. */
function nameOf(step: StepView): string {
  const state = useRegion().name('states', step.to)
  return step.needs_reason ? `${state}（${t('voice.abnormal')}）` : state
}

function askReason(task: TaskView, step: StepView): void {
  const region = useRegion()
  const codes = Object.keys(region.region?.reasons ?? {})
  const options = codes.map((code) => ({ code, label: region.name('reasons', code) }))
  ask('voice-reason', nameOf(step), options, (reason) => askWhen(task, step, reason))
}

function askWhen(task: TaskView, step: StepView, reason?: string): void {
  const nowMs = useClock().nowMs
  const earliestMs = task.stamps.at(-1)?.at_ms ?? 0
  const options = MINUTES_AGO.map((minutes) => ({ minutes, atMs: nowMs - minutes * 60_000 }))
    .filter(({ atMs }, nth) => nth === 0 || atMs > earliestMs)
    .map(({ minutes, atMs }) => ({
      code: String(atMs),
      label: minutes ? t('voice.ago', { n: minutes }) : t('voice.now'),
      note: hourMinute(atMs),
    }))
  ask('voice-when', t('voice.when', { state: nameOf(step) }), options, (atMs) => void enter(task, step, Number(atMs), reason))
}

async function enter(task: TaskView, step: StepView, atMs: number, reason?: string): Promise<void> {
  const writes = useWrites()
  await writes.attempt(`voice:${task.id}`, async () => {
    await reportByVoice(task.id, step.to, atMs, reason)
    writes.say('notice.entered', { vehicle: vehicleOf(task), state: nameOf(step), time: hourMinute(atMs) })
  })
}

const vehicleOf = (task: TaskView): string => useRegion().vehicle(task.vehicle_id)?.name ?? task.vehicle_id

function ask(
  kind: string,
  title: string,
  options: { code: string; label: string; note?: string }[],
  pick: (code: string) => void,
): void {
  useChoice().ask({ kind, title, host: 'event', options, pick })
}
