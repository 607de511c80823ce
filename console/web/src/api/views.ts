/** What the server shows a console; one type per view of the HTTP interface. Times are UTC epoch ms. */

import type { components } from '@/api/schema.gen'

export type * from '@/api/places'

export type Level = 'city' | 'county' | 'township'
export type Urgency = 'I' | 'II' | 'III' | 'IV'
export type Bilingual = readonly [zh: string, en: string]

export interface Person {
  user: string
  name: string
  unit: string
}

export interface User {
  username: string
  name: string
  role: 'dispatcher' | 'shift_leader' | 'station_duty' | 'hospital' | 'crew' | 'planner' | 'quality' | 'observer' | 'admin' | 'gateway'
  unit: string | null
  vehicle_id: string | null
  /** The commands its role may give at all. */
  commands: readonly string[]
}

export interface Location {
  lon: number
  lat: number
  radius_m: number | null
  method: string | null
  datum: string
  at_ms: number | null
  area: string[]
  outside: boolean
}

export type CallState = 'ringing' | 'talking' | 'ended' | 'abandoned'

export interface CallView {
  id: string
  number: string
  trunk: string | null
  /** The centre at whose desks it rings. */
  desk_unit?: string | null
  state: CallState
  rang_ms: number
  answered_ms: number | null
  ended_ms: number | null
  answered_by: Person | null
  call_class: string | null
  incident_id: string | null
  location: Location | null
  words: string | null
  earlier_calls: number
  /** Lost, and to be rung back (回拨). */
  to_call_back?: boolean
  call_backs?: number
  classified_ms?: number | null
  /** Rings too long; also at the partner desk; handed over by a partner service. */
  missed_ms?: number | null
  overflowed_to?: string | null
  alarm?: { name: string; told_ms: number; taken_ms: number; late: boolean } | null
}

export interface Stamp {
  state: string
  at_ms: number
  received_ms: number
  origin: string
  by: string | null
  late: boolean
}

/** What the track shows (围栏提议): a proposal beside what was pressed. */
export interface Observation {
  state: string
  at_ms: number
  received_ms: number
}

/** A press that came too late or twice: kept and shown, counts for nothing (留存的按键). */
export interface KeptPress {
  state: string
  pressed_ms: number
  received_ms: number
  by: string
  why: string
}

export interface TaskLeg {
  mode: string
  to: string
  seconds: number
  wait_s: number
}

export interface TaskView {
  id: string
  incident_id: string
  acceptance_id: string
  vehicle_id: string
  state: string
  active: boolean
  stamps: Stamp[]
  hospital_code: string | null
  eta_ms: number | null
  eta_basis: string | null
  result: string | null
  reason: string | null
  ordered_by: Person | string | null
  observed?: Observation[]
  kept?: KeptPress[]
  /** It stands, or drives away from its goal (行进情况). */
  trouble?: string | null
  trouble_since_ms?: number | null
  /** Its way in parts, where it is not by road alone. */
  legs?: TaskLeg[]
}

export interface CrewMember {
  name: string
  role: string
  staff_no?: string
}

export type CrewRequestKind = 'pause' | 'reinforcement' | 'note' | 'emergency'

/** Something a crew asks or tells its desk (车组请求), open until somebody has answered. */
export interface CrewRequest {
  id: string
  kind: CrewRequestKind
  vehicle_id: string
  asked_ms: number
  received_ms: number
  by: Person
  text: string
  minutes: number | null
  needs: string[]
  task_id: string | null
  incident_id: string | null
  granted: boolean | null
  answered_ms: number | null
  answered_by: Person | null
  reason: string
}

export interface Acceptance {
  id: string
  kind: string
  opened_ms: number
  closed_ms: number | null
  by: Person | string | null
}

export interface LogLine {
  seq?: number
  at_ms: number
  kind: string
  actor?: string | null
  zh?: string
  en?: string
}

export type IncidentState = 'open' | 'waiting' | 'responding' | 'closed'

export interface IncidentView {
  id: string
  state: IncidentState
  parked: boolean
  kind: string
  owner_unit: string
  opened_ms: number
  first_call_ms: number | null
  address: string | null
  complaint: string | null
  urgency: Urgency | null
  needs: string[]
  patient_count: number | null
  infection: boolean | null
  location: Location | null
  county_code: string | null
  township_code: string | null
  call_ids: string[]
  acceptances: Acceptance[]
  tasks: TaskView[]
  version: number
  absorbed?: string[]
  /** A vehicle is proposed for it (改派建议). */
  offer?: object | null
  meeting_place?: string
  contact_phone?: string
  special_needs?: string
  reports?: components['schemas']['ReportView'][]
  /** The report that is proposed instead of the place in force. */
  better_report?: number | null
  /** What the caller answered; absent until somebody has asked. */
  triage?: components['schemas']['TriageView'] | null
}

export interface IncidentDetail extends IncidentView {
  log?: LogLine[]
}

export interface Fix {
  lon: number
  lat: number
  at_ms: number
  speed_kmh: number | null
  heading_deg: number | null
  stale: boolean
}

export interface VehicleView {
  id: string
  state: string
  task_id: string | null
  incident_id: string | null
  pause_reason: string | null
  pause_ends_ms?: number | null
  since_ms: number | null
  received_ms?: number
  crew?: CrewMember[]
  fix?: Fix | null
}

export interface ClockView {
  simulated: boolean
  speed: number
  paused: boolean
}

export interface Restriction {
  id: string
  kind: 'closed' | 'slow'
  /** Share of the usual speed; null when it is closed. */
  factor: number | null
  name: string
  note: string
  from_ms: number
  /** Null: until somebody lifts it. */
  until_ms: number | null
  by: Person
}

export interface Stretch {
  name: string
  length_m: number
  points: [number, number][]
}

export interface RestrictionDetail extends Restriction {
  state: 'planned' | 'in_force' | 'expired'
  stretches: Stretch[]
}

export interface Named {
  id: string
  name: string
}

export interface CutOff {
  vehicles: Named[]
  stations: Named[]
  townships: Named[]
}

/** How much of the roads goes by what the fleet drives now. */
export interface SpeedCoverage {
  enabled: boolean
  arcs_live: number
  km_live: number
  samples: number
  fleet: number
}

export interface RoadTimes {
  basis: 'classes' | 'drawn' | null
  live: SpeedCoverage
}

export interface RestrictionList {
  network_version: string
  /** False while rankings do not heed what is listed. */
  applied: boolean
  restrictions: RestrictionDetail[]
  cut_off: CutOff
}

export interface RestrictionReceipt {
  restriction_id: string
  applied: boolean
  cut_off: CutOff
}

export interface RestrictionPreview {
  name: string
  length_m: number
  stretches: Stretch[]
  cut_off: CutOff
}

export interface Snapshot {
  epoch: string
  seq: number
  now_ms: number
  clock: ClockView
  calls: CallView[]
  incidents: IncidentView[]
  vehicles: VehicleView[]
  restrictions: Restriction[]
  requests?: CrewRequest[]
}

export interface Reason {
  code: string
  zh: string
  en: string
}

export type CandidateGroup = 'ready' | 'soon' | 'divertible'

export interface Candidate {
  rank: number
  vehicle_id: string
  name: string
  plate: string
  level: Level
  station_name: string
  county_code: string
  state: string
  /** Null when there is no place to drive to yet. */
  eta_s: number | null
  mobilisation_s: number
  drive_s: number | null
  fix_age_s: number | null
  fit: boolean
  group: CandidateGroup
  /** What this desk's centre must do to send it: auto, notify or ask. */
  boundary: string
  for: Reason[]
  against: Reason[]
}

export interface PassedOver {
  vehicle_id: string
  name: string
  level: Level
  station_name: string
  state: string
  why: Reason[]
}

export interface Ranking {
  answer_id: string
  incident_id: string
  computed_ms: number
  took_ms: number
  basis: 'road' | 'estimate'
  network_version: string | null
  note: Reason | null
  walk_m: number | null
  ranked: Candidate[]
  passed_over: PassedOver[]
}

export interface HospitalChoice {
  code: string
  name: string
  grade: string
  drive_s: number | null
  fit: boolean
  for: Reason[]
  against: Reason[]
}

export interface RouteView {
  points: [number, number][]
  passed_s: number[]
  duration_s: number
  length_m: number
  basis: string
  to: 'scene' | 'hospital' | 'station'
}

export interface Alarm {
  code: string
  zh: string
  en: string
  active: boolean
  since_ms: number | null
}
