/** What the planner's page asks of the server; the words are those of the scenario file (docs/planning.md). */
import type { FeatureCollection } from 'geojson'
import { ApiError, del, get, newKey, type Problem, post, put } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Told = components['schemas']

export type Overview = Told['PlanningView']
export type Figure = Told['FigureView']
export type Run = Told['RunView']
export type Kept = Told['KeptScenario']
export type Results = Told['Told']
export type Columns = Results['columns']
export type Do = 'add' | 'remove' | 'move' | 'change'

export interface StationChange {
  do: Do
  code: string
  name?: string
  township?: string
  lon?: number
  lat?: number
  level?: string
  vehicles_to?: string
}
export interface VehicleChange {
  do: Do
  id?: string
  station?: string
  count?: number
  like?: string
  shifts?: string[]
}
export interface HospitalChange {
  do: Do
  code: string
  name?: string
  township?: string
  emergency?: boolean
}
/** A question as a diff against today; what is left out stays as it is. */
/** Where the free vehicles of a county's centre wait. */
export interface StandbyRow {
  county: string
  free?: number
  stations: string[]
}
export interface Scenario {
  name: string
  question?: string
  days?: number
  warm_up_days?: number
  replications?: number
  seed?: number
  policy?: Record<string, unknown>
  demand?: Record<string, unknown>
  mobilisation?: Record<string, unknown>
  parameters?: Record<string, unknown>
  stations?: StationChange[]
  vehicles?: VehicleChange[]
  hospitals?: HospitalChange[]
  standby?: StandbyRow[]
}
export interface Seen {
  id: string
  scenario: Scenario
  described: { zh: string; en: string }[]
  vehicles: number
  vehicles_today: number
  toml: string
  /** When it was kept last; 0: never. */
  changed_ms: number
}
/** One field of a scenario that is wrong. */
export interface Fault {
  field: string
  value?: unknown
  detail: string
  detail_en?: string
  remedy?: string
}

const id = encodeURIComponent
const BASE = '/planning'

export const getOverview = () => get<Overview>(BASE)
export const getScenarios = () => get<Kept[]>(`${BASE}/scenarios`)
export const getScenario = (which: string) => get<Seen>(`${BASE}/scenarios/${id(which)}`)
export const check = (scenario: Scenario) => post<Seen>(`${BASE}/scenarios/check`, scenario)
export const readFile = (toml: string) => post<Seen>(`${BASE}/scenarios/read`, { toml })
/** In the place of what was kept at `seenMs` (0: of none); without it in the place of anything. */
export const keep = (which: string, scenario: Scenario, seenMs?: number) =>
  put<Seen>(`${BASE}/scenarios/${id(which)}${seenMs === undefined ? '' : `?seen_ms=${seenMs}`}`, scenario)
/** Whether another window has kept the scenario meanwhile. */
export const isChanged = (error: unknown): boolean => error instanceof ApiError && error.problem.code === 'scenario_changed'
export const forget = (which: string) => del<void>(`${BASE}/scenarios/${id(which)}`)
export const fileOf = (which: string) => `/api${BASE}/scenarios/${id(which)}/scenario.toml`

export const getRuns = () => get<Run[]>(`${BASE}/runs`)
export const begin = (scenarios: (string | Scenario)[], name: string) =>
  post<Run>(`${BASE}/runs`, { name, scenarios, compare: true })
export const cancel = (which: string) => post<Run>(`${BASE}/runs/${id(which)}/cancel`)
export const resume = (which: string) => post<Run>(`${BASE}/runs/${id(which)}/resume`)
export const discard = (which: string) => del<void>(`${BASE}/runs/${id(which)}`)
export const getRun = (which: string) => get<Run>(`${BASE}/runs/${id(which)}`)
export const getResults = (which: string) => get<Results>(`${BASE}/runs/${id(which)}/results`)
export const exported = (which: string, file: string) => `/api${BASE}/runs/${id(which)}/export/${file}`

export type Coverage = Told['CoverageColumns']
export type Sites = Told['SitesAnswer']
/** The words of `liandong plan coverage`. */
export interface CoverageAsk {
  scenario?: string
  compare?: string
  hour: number
  workday: boolean
  levels: string[]
  needs: string[]
  grid_km: number
  drive_only: boolean
}
export interface SitesAsk {
  count: number
  model: string
  minutes: number
  county: string
  closures: number
  hour: number
}

const SLOW_MS = 180_000
const KEPT_FOR_SAVING_MS = 60_000

/** What is worked out beside the dispatch may take a minute the first time; nothing is asked twice. */
const PATIENT = (): RequestInit => ({ credentials: 'same-origin', signal: AbortSignal.timeout(SLOW_MS) })

async function asked<T>(question: Promise<Response>): Promise<T> {
  const response = await question
  if (!response.ok) throw new ApiError((await response.json()) as Problem)
  return (await response.json()) as T
}
const sent = (path: string, body: unknown): Promise<Response> =>
  fetch(`/api${BASE}${path}`, {
    ...PATIENT(),
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
    body: JSON.stringify(body),
  })
const worked = <T>(path: string, body: unknown): Promise<T> => asked<T>(sent(path, body))

/** A file that is made of a question, saved as the browser saves files. */
async function handedOut(path: string, body: unknown, name: string): Promise<void> {
  const response = await sent(path, body)
  if (!response.ok) throw new ApiError((await response.json()) as Problem)
  const address = URL.createObjectURL(await response.blob())
  Object.assign(document.createElement('a'), { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR_SAVING_MS)
}
export type Day = Told['SimulatedDay']
/** One simulated day to be played; without a number the worst one. */
export const playedDay = (which: string, scenario: number, day?: number) =>
  asked<Day>(fetch(`/api${BASE}/runs/${id(which)}/day?scenario=${scenario}${day === undefined ? '' : `&day=${day}`}`, PATIENT()))
export const coverage = (ask: CoverageAsk) => worked<Coverage>('/coverage', ask)
export const isochrones = (ask: CoverageAsk) => worked<FeatureCollection>('/coverage/isochrones', ask)
export const coverageFile = (ask: CoverageAsk, file: string) => handedOut(`/coverage/export/${file}`, ask, file)

export type DayRow = Told['DayRow']
export type Replayed = Told['Replayed']
export interface ReplayAsk {
  day: string
  scenarios: string[]
}
/** The journal's days, one of them under other rules, and for the map: `real`, `today` or a kept scenario. */
export const realDays = () => asked<DayRow[]>(fetch(`/api${BASE}/history/days`, PATIENT()))
export const realDay = (day: string, rules: string) =>
  asked<Day>(fetch(`/api${BASE}/history/day?day=${id(day)}&rules=${id(rules)}`, PATIENT()))
export const replay = (ask: ReplayAsk) => worked<Replayed>('/replay', ask)
export const replayFile = (ask: ReplayAsk, file: string) => handedOut(`/replay/export/${file}`, ask, `${ask.day}-${file}`)
export const sites = (ask: SitesAsk) => worked<Sites>('/sites', ask)

/** The fields that a refusal names; a refusal without any names itself. */
export function faultsOf(error: unknown): Fault[] {
  if (!(error instanceof ApiError)) return [{ field: '', detail: String(error) }]
  const { errors, detail, detail_en, field, remedy } = error.problem
  const many = errors as Fault[] | undefined
  if (many?.length) return many
  return [{ field: field ?? '', detail: detail ?? error.message, detail_en, remedy }]
}
