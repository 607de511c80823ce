/** The story of an incident, newest first: the server's log, and its tasks by their call signs. */
import type { IncidentView, LogLine, Person } from '@/api/views'
import type { useRegion } from '@/stores/region'
import { t, type Locale } from '@/i18n'

export interface TimeLine {
  atMs: number
  text: string
  by: string
}

/** The stamps of the tasks say the same, with where it is known from. */
const TOLD_BY_STAMPS = new Set(['TaskStepped', 'AcceptanceOpened'])
/** What the journal tells with the list that lay on the table; its stamp adds nothing. */
const ORDERED = 'assigned'

type RegionStore = ReturnType<typeof useRegion>

const nameOf = (person: Person | string | null | undefined): string =>
  typeof person === 'string' ? person : (person?.name ?? '')

function stampsOf(incident: IncidentView, region: RegionStore, ordersTold: boolean): TimeLine[] {
  return incident.tasks.flatMap((task) => {
    const vehicle = region.vehicle(task.vehicle_id)?.name ?? task.vehicle_id
    return task.stamps.filter(({ state }) => !ordersTold || state !== ORDERED).map((stamp) => ({
      atMs: stamp.at_ms,
      text: `${vehicle} ${region.name('states', stamp.state)}`,
      by: nameOf(stamp.by) || t(`origin.${stamp.origin}`),
    }))
  })
}

export function timeline(
  incident: IncidentView,
  log: readonly LogLine[],
  region: RegionStore,
  locale: Locale,
): TimeLine[] {
  const ordersTold = log.some(({ kind }) => kind === 'VehicleDispatched')
  const written = log
    .filter((line) => !TOLD_BY_STAMPS.has(line.kind))
    .map((line) => ({
      atMs: line.at_ms,
      text: (locale === 'zh-CN' ? line.zh : line.en) || line.zh || line.kind,
      by: line.actor ?? '',
    }))
  return [...written, ...stampsOf(incident, region, ordersTold)].sort((a, b) => b.atMs - a.atMs)
}
