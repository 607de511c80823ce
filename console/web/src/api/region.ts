/** The static part of a centre: what can be sent, where it stands, and every name the server gives. */
import type { Bilingual, Level } from '@/api/views'

export interface PackLimits {
  answer_s: number
  missed_s: number
  order_s: number
  acknowledge_s: number
  departure_s: number
  late_arrival_s: number
  fix_stale_s: number
  fix_stale_at_station_s: number
}

/** The pack's limits, and those that only units set. */
export interface Limits extends PackLimits {
  order_unhurried_s: number
}

export interface PointLike {
  lon: number
  lat: number
}

export interface UnitView extends PointLike {
  code: string
  name: string
  kind: 'city_centre' | 'city_branch' | 'county_centre' | 'station'
  level: Level
  parent: string | null
  county_code: string
  phone: string
}

export interface CountyView {
  code: string
  name: string
}

export interface TownshipView extends PointLike {
  code: string
  name: string
  county_code: string
}

export interface HospitalView extends PointLike {
  code: string
  name: string
  grade: string
  grade_rank: number
  county_code: string
  emergency: boolean
  centres: string[]
}

export interface FleetVehicle {
  index: number
  id: string
  name: string
  plate: string
  kind: string
  level: Level
  station_code: string
  station_name: string
  county_code: string
  capabilities: string[]
  /** Its first and last day in service, in China. */
  valid_from?: string
  valid_to?: string | null
}

/** Which map to draw; `tiles` and its like are addresses. Credits and approval are always shown. */
export interface BaseMapView {
  making: boolean
  tiles: string | null
  zoom_max: number
  rasters: string[][]
  vectors: string[]
  credits: string[]
  approval: string
  modelled: boolean
  schematic: boolean
}

export type Names = Record<string, Bilingual>

/** One legal press; `ends` closes the task with that result. */
export interface StepView {
  to: string
  ends: string | null
  needs_reason: boolean
  needs_hospital: boolean
}

export interface RegionView {
  code: string
  name: string
  name_en: string
  attribution: string
  limits: PackLimits
  /** What counts for each limit where nobody has set anything, seconds. */
  limit_bases: Record<string, number>
  alarm_outcomes: Names
  units: UnitView[]
  counties: CountyView[]
  townships: TownshipView[]
  hospitals: HospitalView[]
  vehicles: FleetVehicle[]
  bounds: [number, number, number, number]
  states: Names
  /** From each state of an active task, what may be pressed next; the usual one first. */
  steps: Record<string, StepView[]>
  reasons: Names
  /** Which reasons fit which result of a task, the likeliest first. */
  reasons_for?: Record<string, string[]>
  capabilities: Names
  call_classes: Names
  urgencies: Names
  crew_roles: Names
  crew_requests: Names
  why_kept: Names
  troubles: Names
  centres: Names
  acceptances: Names
  location_methods: Names
}
