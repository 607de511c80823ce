/**
 * Lines that do something: a verb and what it is about, e.g. `派 V012`, `pai 12`, `送 太和医院`, `级 1`.
 *
 * Each verb says what it would do before it does it. Whatever could mean two things is offered as
 * two; what cannot be done now says why and does nothing.
 */
import type { RegionView } from '@/api/region'
import { saveFields } from '@/app/actions/incidents'
import { sendSelected } from '@/app/actions/dispatch'
import { togglePause } from '@/app/actions/vehicles'
import { minutesSeconds } from '@/boards/format'
import { chooseHospital } from '@/api/endpoints'
import { type Found, nameRank, WORTH } from '@/command/completion'
import { said, t } from '@/i18n'
import { barredWords, isBarred } from '@/keys/gives'
import { useBoard } from '@/stores/board'
import { useDesk } from '@/stores/desk'
import { useRanking } from '@/stores/ranking'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'
import { BOARDS, boardTitle } from '@/windows/boards'
import { openBoards } from '@/windows/opening'

interface Verb {
  id: string
  words: RegExp
  /** Does without an argument. */
  alone?: () => Found[]
  offers: (about: string) => Found[]
}

/** The action that an order by words does, by the first word of its id: whose key is barred, the words are. */
const ACTIONS: Readonly<Record<string, string>> = {
  send: 'send',
  take: 'hospital',
  pause: 'pauseVehicle',
  rate: 'urgency',
  address: 'address',
  complaint: 'complaint',
}

function order(id: string, label: string, preview: string, run: (() => unknown) | null, worth = 1): Found {
  const action = ACTIONS[id.split(':')[0]!]
  const barred = isBarred(action)
  const words = barred ? barredWords(action!) : preview
  return { kind: 'order', id, label, note: words, preview: words, run: barred ? null : run, worth }
}

function eventName(): string | null {
  const { incident } = useDesk()
  return incident && `${useRegion().incidentNo(incident.id)} ${incident.address || incident.location?.area.join(' ') || ''}`.trim()
}

/** Vehicles that fit, the very name or number before beginnings before parts. */
function vehiclesNamed(region: RegionView, about: string): { id: string; name: string; worth: number }[] {
  const fitting = region.vehicles.flatMap((one) => {
    const rank = nameRank(about, { kind: 'vehicle', id: one.id, label: one.name, note: one.plate })
    return rank === null ? [] : [{ id: one.id, name: one.name, worth: WORTH[rank] as number }]
  })
  const best = Math.max(0, ...fitting.map(({ worth }) => worth))
  return best === 1 ? fitting.filter(({ worth }) => worth === 1) : fitting.sort((a, b) => b.worth - a.worth)
}

function sending(id: string, name: string, worth: number): Found {
  const [ranking, event] = [useRanking(), eventName()]
  const label = t('command.send', { vehicle: name })
  if (!event) return order(`send:${id}`, label, t('command.noEvent'), null, worth)
  const place = ranking.ranking?.ranked.find((one) => one.vehicle_id === id)
  if (!place) {
    const passed = ranking.ranking?.passed_over.find((one) => one.vehicle_id === id)
    const why = passed?.why.map(said).join('，') || t('command.notRanked')
    return order(`send:${id}`, label, t('command.cannotSend', { why }), null, worth)
  }
  const eta = place.eta_s === null ? '—' : minutesSeconds(place.eta_s)
  const asks = useDesk().activeTasks.length > 0 ? 'sendMore' : place.rank === 1 ? 'sendBest' : 'sendOther'
  const preview = t(`command.${asks}`, { vehicle: name, event, eta, rank: place.rank })
  return order(`send:${id}`, label, preview, () => {
    ranking.chosenId = id
    useDesk().panel = 'candidates'
    sendSelected()
  }, worth)
}

function hospitals(about: string): Found[] {
  const [region, desk] = [useRegion(), useDesk()]
  const { task } = desk
  return (region.region?.hospitals ?? []).flatMap((one) => {
    const rank = nameRank(about, { id: one.code, label: one.name, note: '' })
    if (rank === null) return []
    const label = t('command.take', { hospital: one.name })
    if (!task) return [order(`take:${one.code}`, label, t('command.noTask'), null, WORTH[rank])]
    const vehicle = region.vehicle(task.vehicle_id)?.name ?? task.vehicle_id
    const run = () =>
      useWrites().attempt(`hospital:${task.id}`, async () => {
        await chooseHospital(task.id, one.code)
        useWrites().say('notice.hospital', { vehicle, hospital: one.name })
      })
    return [order(`take:${one.code}`, label, t('command.takes', { vehicle, hospital: one.name }), run, WORTH[rank])]
  })
}

const pausing = (about: string): Found[] => {
  const region = useRegion().region
  if (!region) return []
  return vehiclesNamed(region, about).map(({ id, name, worth }) => {
    const paused = useBoard().vehicles.get(id)?.state === 'paused'
    const preview = t(paused ? 'command.resumes' : 'command.pauses', { vehicle: name })
    return order(`pause:${id}`, preview, preview, () => {
      Object.assign(useDesk(), { vehicleId: id, panel: 'vehicles' })
      togglePause()
    }, worth)
  })
}

const URGENCIES = ['I', 'II', 'III', 'IV'] as const
const urgencyOf = (about: string) => URGENCIES.find((one, n) => about.toUpperCase() === one || about === String(n + 1))

function rating(about: string): Found[] {
  const [desk, region, urgency] = [useDesk(), useRegion(), urgencyOf(about)]
  const wanted = urgency ? [urgency] : URGENCIES.filter(() => about === '')
  return wanted.map((one) => {
    const name = region.name('urgencies', one)
    const label = `${t('command.rate')} ${name}`
    const { incident } = desk
    if (!incident) return order(`rate:${one}`, label, t('command.noEvent'), null)
    const known = incident.triage?.urgency
    const run = () =>
      known && known !== one
        ? import('@/panels/triage/override').then((it) => it.askReason(incident, one, 'event'))
        : saveFields(incident.id, { urgency: one })
    return order(`rate:${one}`, label, t('command.rates', { event: eventName(), urgency: name }), run)
  })
}

function writing(field: 'address' | 'complaint', about: string): Found[] {
  const { incident } = useDesk()
  const label = `${t(`incident.${field}`)} ${about}`
  if (!about) return []
  if (!incident) return [order(field, label, t('command.noEvent'), null)]
  const preview = t('command.writes', { event: eventName(), field: t(`incident.${field}`), text: about })
  return [order(field, label, preview, () => saveFields(incident.id, { [field]: about }))]
}

const opening = (about: string): Found[] =>
  BOARDS.flatMap((id) => {
    const rank = about ? nameRank(about, { id, label: boardTitle(id), note: '' }) : 2
    const preview = t('command.opens', { board: boardTitle(id) })
    return rank === null ? [] : [order(`window:${id}`, preview, preview, () => openBoards([id]), WORTH[rank])]
  })

export const VERBS: readonly Verb[] = [
  {
    id: 'send',
    words: /^(派车|派|paiche|pai|pc|send)(?=[\s\dvV]|$)/i,
    alone: () => {
      const best = useRanking().recommended
      return best ? [sending(best.vehicle_id, best.name, 1)] : []
    },
    offers: (about) => {
      const region = useRegion().region
      return region ? vehiclesNamed(region, about).map(({ id, name, worth }) => sending(id, name, worth)) : []
    },
  },
  { id: 'take', words: /^(送|song|to)(?=\s)/i, offers: hospitals },
  { id: 'pause', words: /^(停|暂停|恢复|ting|zanting|huifu|pause|resume)(?=\s)/i, offers: pausing },
  { id: 'rate', words: /^(级|定级|ji|dingji|urgency)(?=[\s\dIV]|$)/i, alone: () => rating(''), offers: rating },
  { id: 'address', words: /^(址|地址|dizhi|dz|address)(?=\s)/i, offers: (about) => writing('address', about) },
  { id: 'complaint', words: /^(诉|主诉|记|zhusu|zs|note|complaint)(?=\s)/i, offers: (about) => writing('complaint', about) },
  { id: 'window', words: /^(窗|窗口|chuang|window)(?=\s)/i, offers: opening },
]

const OFFERS_MAX = 12

/** Null for a line that begins with no verb; else what it could mean, best first. */
export function readOrder(line: string): Found[] | null {
  const text = line.normalize('NFKC').trim()
  for (const verb of VERBS) {
    const said = verb.words.exec(text)
    if (!said) continue
    const about = text.slice(said[0].length).trim()
    if (!about && !verb.alone) continue
    const found = about ? verb.offers(about) : verb.alone!()
    return found.sort((a, b) => (b.worth ?? 0) - (a.worth ?? 0)).slice(0, OFFERS_MAX)
  }
  return null
}
