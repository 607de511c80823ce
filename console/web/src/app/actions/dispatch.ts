/** Sending a vehicle: one key for the recommended one, one more for a reason when it is another. */
import { ApiError } from '@/api/client'
import { askNeighbour, dispatchVehicle, type DispatchOrder } from '@/api/endpoints'
import type { Candidate } from '@/api/views'
import { t } from '@/i18n'
import { zhCN } from '@/i18n/zh-CN'
import { useChoice } from '@/stores/choice'
import { useDesk } from '@/stores/desk'
import { useRanking } from '@/stores/ranking'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'

/** Why another one than the recommended: the desk's words, and the code they are counted under. */
const OVERRIDE_CODES = {
  crew: 'crew_condition',
  road: 'road_known',
  local: 'already_near',
  cover: 'keep_cover',
  caller: 'patient_wish',
  other: 'other',
} as const
type OverrideReason = keyof typeof OVERRIDE_CODES
const OVERRIDE_REASONS = Object.keys(OVERRIDE_CODES) as OverrideReason[]
/** A second Enter meant for the form before must not send a vehicle nobody has read. */
const READ_FIRST_MS = 300

export function sendSelected(): void {
  const { selected, recommended, shownAtMs } = useRanking()
  if (!selected || performance.now() - shownAtMs < READ_FIRST_MS) return
  if (selected.vehicle_id !== recommended?.vehicle_id) askWhy(selected)
  else if (useDesk().activeTasks.length > 0) askReinforce(selected)
  else void send(selected)
}

/** The key that sent the first vehicle, pressed once more by habit, must not send a second one. */
function askReinforce(candidate: Candidate): void {
  useChoice().ask({
    kind: 'reinforce',
    title: t('candidates.reinforceTitle', { n: useDesk().activeTasks.length }),
    host: 'candidates',
    options: [{ code: candidate.vehicle_id, label: `${t('candidates.reinforce')} ${candidate.name}` }],
    pick: () => void send(candidate),
  })
}

export function sendRecommended(): void {
  const { recommended } = useRanking()
  if (!recommended) return
  if (useDesk().activeTasks.length > 0) askReinforce(recommended)
  else void send(recommended)
}

function askWhy(candidate: Candidate): void {
  useChoice().ask({
    kind: 'override',
    title: t('candidates.why'),
    host: 'candidates',
    options: OVERRIDE_REASONS.map((code) => ({ code, label: t(`override.${code}`) })),
    // The record is kept in Chinese, whatever language this desk reads.
    pick: (code) => void send(candidate, code as OverrideReason),
  })
}

/** A neighbour that must be asked is asked under the same key; once it grants, the vehicle goes. */
async function send(candidate: Candidate, reason?: OverrideReason): Promise<void> {
  const [desk, ranking, writes] = [useDesk(), useRanking(), useWrites()]
  const incident = desk.incident
  if (!incident) return
  const key = `dispatch:${incident.id}:${candidate.vehicle_id}`
  if (writes.isPending(key)) return
  const order: DispatchOrder = { vehicle_id: candidate.vehicle_id }
  if (ranking.ranking) order.answer_id = ranking.ranking.answer_id
  if (reason) {
    order.override_reason = zhCN.override[reason]
    order.override_code = OVERRIDE_CODES[reason]
  }
  const asks = candidate.boundary === 'ask'
  ranking.lost = null
  writes.mark(key, true)
  try {
    await (asks ? askNeighbour : dispatchVehicle)(incident.id, order)
    writes.say(asks ? 'candidates.asked' : 'candidates.sent', { vehicle: candidate.name })
    ranking.chosenId = null
  } catch (error) {
    if (error instanceof ApiError && error.status === 409 && error.problem.winner) lose(candidate, error)
    else writes.fail(error)
  } finally {
    writes.mark(key, false)
    void ranking.load()
  }
}

/** Somebody else was faster: say who, and have the next best ready under the same key. */
function lose(candidate: Candidate, error: ApiError): void {
  const [ranking, region] = [useRanking(), useRegion()]
  const winner = error.problem.winner as { user?: string; name?: string; unit?: string }
  const next = (error.problem.next_best as Candidate | null | undefined) ?? null
  const unit = region.units.get(winner.unit ?? '')?.name ?? winner.unit ?? ''
  ranking.lost = {
    vehicleName: candidate.name,
    winner: [unit, winner.name ?? winner.user ?? ''].filter(Boolean).join(' · '),
    next,
  }
  ranking.chosenId = next?.vehicle_id ?? null
  // The window that pressed may not be the one that shows the list.
  const text = t('candidates.lost', { vehicle: candidate.name, winner: ranking.lost.winner })
  useWrites().notice = { level: 'failed', text, remedy: '', atMs: Date.now() }
}
