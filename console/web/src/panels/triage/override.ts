/** A person decides the urgency: which, then why; both questions in line, one key each. */
import { post } from '@/api/client'
import type { IncidentView, Urgency } from '@/api/views'
import { t } from '@/i18n'
import type { Panel } from '@/keys/table'
import { REASONS } from '@/panels/triage/words'
import { useChoice } from '@/stores/choice'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'

const FOLLOW = 'follow'
const URGENCIES: readonly Urgency[] = ['I', 'II', 'III', 'IV']

export function askUrgency(incident: IncidentView, host: Panel): void {
  const grades = URGENCIES.map((code) => ({ code, label: useRegion().name('urgencies', code) }))
  const back = incident.triage?.override ? [{ code: FOLLOW, label: t('triage.follow') }] : []
  useChoice().ask({
    kind: 'triage-urgency',
    title: t('triage.urgencyTitle'),
    host,
    options: [...grades, ...back],
    pick: (code) => askReason(incident, code === FOLLOW ? null : (code as Urgency), host),
  })
}

export function askReason(incident: IncidentView, urgency: Urgency | null, host: Panel): void {
  useChoice().ask({
    kind: 'triage-reason',
    title: `${t('triage.reasonTitle')} → ${urgency ? useRegion().name('urgencies', urgency) : t('triage.follow')}`,
    host,
    options: Object.keys(REASONS).map((code) => ({ code, label: t(`triage.reasons.${code}`) })),
    pick: (code) => void decide(incident.id, urgency, REASONS[code] ?? code),
  })
}

const decide = (incidentId: string, urgency: Urgency | null, reason: string) =>
  useWrites().attempt(`urgency:${incidentId}`, () =>
    post(`/incidents/${encodeURIComponent(incidentId)}/urgency`, { urgency, reason }),
  )
