/** From the ringing phone to an incident, or to the reason why it is none. */
import { acceptCall, answerCall, callBack, type CallBackOutcome, classifyCall, endCall, joinCall } from '@/api/endpoints'
import type { CallView, Urgency } from '@/api/views'
import { byUrgencyThenWaiting } from '@/boards/timers'
import { metres } from '@/boards/format'
import { t } from '@/i18n'
import { CLASS_KEYS } from '@/keys/rows'
import { useBoard } from '@/stores/board'
import { useChoice } from '@/stores/choice'
import { useDesk } from '@/stores/desk'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'

export const URGENCIES: readonly Urgency[] = ['I', 'II', 'III', 'IV']
const JOIN_OFFERS_MAX = 9

/** The selected ringing call, else the one that has waited longest. */
export async function answer(id?: string): Promise<void> {
  const [board, desk, writes] = [useBoard(), useDesk(), useWrites()]
  const selected = board.ringing.find((call) => call.id === (id ?? desk.callId))
  const call = selected ?? board.ringing[0]
  if (!call) return writes.refuse('nothingRinging')
  desk.lookAtCall(call.id)
  await writes.attempt(`answer:${call.id}`, async () => {
    await answerCall(call.id)
    writes.say('notice.answered', { n: call.number })
  })
}

export async function accept(urgency?: Urgency): Promise<void> {
  const [desk, writes] = [useDesk(), useWrites()]
  const call = desk.call
  if (!call || call.state !== 'talking') return
  await writes.attempt(`accept:${call.id}`, async () => {
    await acceptCall(call.id, urgency ? { urgency } : {})
    writes.say('notice.accepted')
  })
}

export function classify(key: string): void {
  const [desk, region] = [useDesk(), useRegion()]
  const code = classesOf()[CLASS_KEYS.indexOf(key as (typeof CLASS_KEYS)[number])]
  if (desk.call && code) void classifyAs(desk.call, code, region.name('call_classes', code))
}

async function classifyAs(call: CallView, code: string, name: string): Promise<void> {
  const [writes, desk] = [useWrites(), useDesk()]
  await writes.attempt(`classify:${call.id}`, async () => {
    await classifyCall(call.id, code)
    writes.say('notice.classified', { name })
    if (desk.focus?.id !== call.id) return
    desk.focus = null
    desk.panel = 'calls'
  })
}

/** The classes on offer, in the order of their keys. */
export function classesOf(): string[] {
  const names = useRegion().region?.call_classes ?? {}
  return Object.keys(names).slice(0, CLASS_KEYS.length)
}

/** What came of ringing the selected lost caller back; who is reached is on the line again. */
export async function calledBack(outcome: CallBackOutcome): Promise<void> {
  const [desk, writes] = [useDesk(), useWrites()]
  const call = desk.call
  if (!call?.to_call_back) return
  await writes.attempt(`callback:${call.id}`, async () => {
    await callBack(call.id, outcome)
    writes.say(`notice.${outcome}`, { n: call.number })
  })
}

export async function hangUp(): Promise<void> {
  const [desk, writes] = [useDesk(), useWrites()]
  const call = desk.lineCall
  if (call?.state === 'talking') await writes.attempt(`end:${call.id}`, () => endCall(call.id))
}

/** Offers open incidents, nearest to the caller's point first when it is known. */
export function offerJoin(): void {
  const [board, desk, choice, region] = [useBoard(), useDesk(), useChoice(), useRegion()]
  const call = desk.call
  if (!call) return
  const open = [...board.incidents.values()].filter((one) => one.state !== 'closed')
  const distance = (one: (typeof open)[number]) =>
    call.location && one.location
      ? Math.hypot(
          (one.location.lon - call.location.lon) * 94_000,
          (one.location.lat - call.location.lat) * 111_000,
        )
      : Number.POSITIVE_INFINITY
  const sorted = open.sort((a, b) => distance(a) - distance(b) || byUrgencyThenWaiting(a, b))
  const options = sorted.slice(0, JOIN_OFFERS_MAX).map((one) => ({
    code: one.id,
    label: one.address || one.location?.area.join('') || t('incident.noAddress'),
    note: [region.incidentNo(one.id), Number.isFinite(distance(one)) ? metres(distance(one)) : ''].join(' '),
  }))
  choice.ask({
    kind: 'join',
    title: t('intake.joinTitle'),
    host: 'event',
    options,
    pick: (id) => void join(call, id),
  })
}

async function join(call: CallView, incidentId: string): Promise<void> {
  const [writes, region] = [useWrites(), useRegion()]
  await writes.attempt(`accept:${call.id}`, async () => {
    await joinCall(call.id, incidentId)
    writes.say('notice.joined', { id: region.incidentNo(incidentId) })
  })
}
