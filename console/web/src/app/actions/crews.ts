/** What crews ask, and what their tracks show: answered and taken by the desk, in one key each. */
import * as endpoints from '@/api/endpoints'
import type { CrewRequest, Observation, TaskView } from '@/api/views'
import { t } from '@/i18n'
import { useBoard } from '@/stores/board'
import { useChoice, type Option } from '@/stores/choice'
import { useDesk } from '@/stores/desk'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'

const REFUSALS = ['busy', 'cover', 'crew', 'voice'] as const

const isOnlyRead = ({ kind }: CrewRequest): boolean => kind === 'note' || kind === 'emergency'

/** A note or an alarm is taken note of; anything else is granted, or declined for a reason. */
function optionsFor(request: CrewRequest): Option[] {
  if (isOnlyRead(request)) return [{ code: 'grant', label: t('requests.read') }]
  const declined = REFUSALS.map((code) => ({ code, label: `${t('requests.decline')}：${t(`requests.why.${code}`)}` }))
  return [{ code: 'grant', label: t('requests.grant') }, ...declined]
}

/** Asks about the oldest open request, or this one. */
export function offerAnswer(request: CrewRequest | undefined = useBoard().openRequests[0]): void {
  const [region, choice, writes] = [useRegion(), useChoice(), useWrites()]
  if (!request) return writes.refuse('nothingAsked')
  const vehicle = region.vehicle(request.vehicle_id)?.name ?? request.vehicle_id
  choice.ask({
    kind: 'request',
    title: `${vehicle} ${region.name('crew_requests', request.kind)} ${request.text}`,
    host: 'vehicles',
    options: optionsFor(request),
    pick: (code) => void reply(request, code, vehicle),
  })
}

async function reply(request: CrewRequest, code: string, vehicle: string): Promise<void> {
  const writes = useWrites()
  const granted = code === 'grant'
  await writes.attempt(`request:${request.id}`, async () => {
    await endpoints.answerRequest(request.id, granted, granted ? '' : t(`requests.why.${code}`))
    const answered = isOnlyRead(request) ? 'noted' : granted ? 'granted' : 'declined'
    writes.say(`notice.${answered}`, { vehicle })
  })
}

/** What the track of a vehicle shows and nobody has pressed: the newest that would come next. */
export function proposalOf(task: TaskView): Observation | undefined {
  const pressed = new Set(task.stamps.map((stamp) => stamp.state))
  if (!task.active) return undefined
  return (task.observed ?? []).filter((seen) => !pressed.has(seen.state)).at(-1)
}

/** Takes the proposal of the chosen task; the stamp says that it came from the fence. */
export async function takeProposal(task: TaskView | null = useDesk().task): Promise<void> {
  const [writes, region] = [useWrites(), useRegion()]
  const seen = task ? proposalOf(task) : undefined
  if (!task || !seen) return writes.refuse('nothingProposed')
  await writes.attempt(`proposal:${task.id}`, async () => {
    await endpoints.takeProposal(task.id, seen.state, seen.at_ms)
    writes.say('notice.taken', { state: region.name('states', seen.state) })
  })
}
