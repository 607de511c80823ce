/** What is known of an incident, and what becomes of the vehicles sent to it. */
import {
  chooseHospital,
  closeIncident,
  type IncidentFields,
  parkIncident,
  patchIncident,
  type PlaceWish,
  rankHospitals,
  recallTask,
  wakeIncident,
} from '@/api/endpoints'
import { ApiError } from '@/api/client'
import type { PlaceView, TaskView, Urgency } from '@/api/views'
import { metres, minutesSeconds } from '@/boards/format'
import { said, t } from '@/i18n'
import { useBoard } from '@/stores/board'
import { useChoice } from '@/stores/choice'
import { useDesk } from '@/stores/desk'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'

/**
 * Saved beside everything else: a dispatch never waits for a form (先定位, 先派车, 再询问). `seen` is the
 * version that lay under the edit; `taken` is told when another's value was chosen instead (UI-06).
 */
export async function saveFields(
  incidentId: string,
  fields: IncidentFields,
  seen = useBoard().incidents.get(incidentId)?.version,
  taken?: () => void,
): Promise<boolean> {
  const writes = useWrites()
  const key = `fields:${incidentId}:${Object.keys(fields).join()}`
  writes.mark(key, true)
  try {
    await patchIncident(incidentId, fields, seen)
    return true
  } catch (error) {
    writes.fail(error)
    if (error instanceof ApiError) void settle(error, incidentId, fields, taken)
    return false
  } finally {
    writes.mark(key, false)
  }
}

/** What a refusal asks for: whose value counts, or why the urgency shall be another. */
async function settle(error: ApiError, incidentId: string, fields: IncidentFields, taken?: () => void): Promise<void> {
  const incident = useBoard().incidents.get(incidentId)
  const over = async (seen: number) => (await saveFields(incidentId, fields, seen, taken)) && taken?.()
  if (error.problem.code === 'field_changed')
    (await import('@/editing/clash')).askWhose(error.problem, () => void over(error.problem.version as number), taken)
  else if (error.problem.code === 'override_reason_missing' && incident && fields.urgency)
    (await import('@/panels/triage/override')).askReason(incident, fields.urgency as Urgency, 'event')
}

/** How far off a place may be that was only named: a township is wide, a house is not. */
export const RADIUS_M: Record<PlaceWish['method'], number> = { map_click: 50, landmark: 150, address: 150, k_post: 50, township: 3000 }

export async function locate(
  lon: number,
  lat: number,
  method: PlaceWish['method'],
  place: string,
): Promise<void> {
  const [desk, writes] = [useDesk(), useWrites()]
  if (!desk.incident) return
  const location: PlaceWish = { lon, lat, method, radius_m: RADIUS_M[method] }
  if (await saveFields(desk.incident.id, { location })) writes.say('notice.located', { place })
}

/** As much of a place as a location is made from. */
export type NamedPoint = Pick<PlaceView, 'name' | 'lon' | 'lat' | 'method' | 'radius_m'>

/**
 * The incident is at this place. A point that is known better than a name can tell is not lost
 * without a question; an address that somebody wrote stays as it is.
 */
export function takePlace(place: NamedPoint): void {
  const incident = useDesk().incident
  if (!incident) return
  const before = incident.location
  if (!before || (before.radius_m ?? 0) >= place.radius_m) return void setPlace(incident.id, place)
  const known = useRegion().name('location_methods', before.method ?? '')
  useChoice().ask({
    kind: 'place',
    title: t('incident.betterKnown'),
    host: 'event',
    options: [
      { code: 'keep', label: t('incident.keepPoint'), note: `${known} ± ${metres(before.radius_m ?? 0)}` },
      { code: 'take', label: place.name, note: `± ${metres(place.radius_m)}` },
    ],
    pick: (code) => {
      if (code === 'take') void setPlace(incident.id, place)
    },
  })
}

async function setPlace(incidentId: string, place: NamedPoint): Promise<void> {
  const { lon, lat, method, radius_m } = place
  const unnamed = !useBoard().incidents.get(incidentId)?.address
  const fields: IncidentFields = { location: { lon, lat, method, radius_m } }
  if (unnamed) fields.address = place.name
  if (await saveFields(incidentId, fields)) useWrites().say('notice.located', { place: place.name })
}

export function offerNeeds(): void {
  const [desk, region, choice] = [useDesk(), useRegion(), useChoice()]
  const names = region.region?.capabilities ?? {}
  choice.ask({
    kind: 'needs',
    title: t('incident.needs'),
    host: 'event',
    many: true,
    options: Object.keys(names).map((code) => ({ code, label: region.name('capabilities', code) })),
    isOn: (code) => desk.incident?.needs.includes(code) ?? false,
    pick: toggleNeed,
  })
}

export function toggleNeed(code: string): void {
  const incident = useDesk().incident
  if (!incident) return
  const has = incident.needs.includes(code)
  const needs = has ? incident.needs.filter((one) => one !== code) : [...incident.needs, code]
  void saveFields(incident.id, { needs })
}

export async function togglePark(): Promise<void> {
  const [desk, writes] = [useDesk(), useWrites()]
  const incident = desk.incident
  if (!incident) return
  await writes.attempt(`park:${incident.id}`, async () => {
    await (incident.parked ? wakeIncident : parkIncident)(incident.id)
    writes.say(incident.parked ? 'notice.unparked' : 'notice.parked')
  })
}

export function offerClose(): void {
  const [desk, writes] = [useDesk(), useWrites()]
  const incident = desk.incident
  if (!incident) return
  if (desk.activeTasks.length > 0) return writes.refuse('stillActive')
  askReason('close', t('incident.closeTitle'), (code) => {
    void writes.attempt(`close:${incident.id}`, async () => {
      await closeIncident(incident.id, useRegion().recorded('reasons', code))
      writes.say('notice.closed')
    })
  })
}

function askReason(kind: string, title: string, pick: (code: string) => void): void {
  const region = useRegion()
  const fitting = kind === 'recall' ? region.region?.reasons_for?.stopped : undefined
  const codes = fitting ?? Object.keys(region.region?.reasons ?? {})
  const options = codes.map((code) => ({ code, label: region.name('reasons', code) }))
  useChoice().ask({ kind, title, host: 'event', options, pick })
}

export function nextTask(): void {
  const desk = useDesk()
  const at = desk.activeTasks.findIndex((one) => one.id === desk.task?.id)
  desk.taskId = desk.activeTasks[(at + 1) % desk.activeTasks.length]?.id ?? null
}

export function offerRecall(task: TaskView | null = useDesk().task): void {
  const [writes, region] = [useWrites(), useRegion()]
  if (!task) return writes.refuse('noTask')
  const vehicle = region.vehicle(task.vehicle_id)?.name ?? task.vehicle_id
  askReason('recall', `${t('tasks.recallTitle')} · ${vehicle}`, (code) => {
    void writes.attempt(`recall:${task.id}`, async () => {
      await recallTask(task.id, code)
      writes.say('notice.recalled', { vehicle })
    })
  })
}

export async function offerHospitals(task: TaskView | null = useDesk().task): Promise<void> {
  const [writes, region, choice] = [useWrites(), useRegion(), useChoice()]
  if (!task) return writes.refuse('noTask')
  const vehicle = region.vehicle(task.vehicle_id)?.name ?? task.vehicle_id
  const ranked = await writes.attempt(`hospitals:${task.id}`, () => rankHospitals(task.id))
  if (!ranked) return
  choice.ask({
    kind: 'hospital',
    title: `${t('tasks.hospitalTitle')} · ${vehicle}`,
    host: 'event',
    options: ranked.slice(0, 9).map((one) => ({
      code: one.code,
      label: `${one.name} ${one.grade}`,
      note: [
        one.drive_s === null ? '' : minutesSeconds(one.drive_s),
        ...[...one.for, ...one.against].map(said),
      ].join(' '),
    })),
    pick: (code) => void sendTo(task, code, vehicle),
  })
}

async function sendTo(task: TaskView, code: string, vehicle: string): Promise<void> {
  const [writes, region] = [useWrites(), useRegion()]
  await writes.attempt(`hospital:${task.id}`, async () => {
    await chooseHospital(task.id, code)
    writes.say('notice.hospital', { vehicle, hospital: region.hospitals.get(code)?.name ?? code })
  })
}
