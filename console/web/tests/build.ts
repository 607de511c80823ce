/** Records with full defaults, so that a test writes down only what it is about. */
import type { Limits } from '@/api/region'
import type { CallView, IncidentView, TaskView, VehicleView } from '@/api/views'

export const LIMITS: Limits = {
  answer_s: 10,
  missed_s: 30,
  order_s: 60,
  acknowledge_s: 30,
  departure_s: 180,
  late_arrival_s: 900,
  order_unhurried_s: 1800,
  fix_stale_s: 60,
  fix_stale_at_station_s: 900,
}

export const call = (over: Partial<CallView> = {}): CallView => ({
  id: 'C1',
  number: '13900000000',
  trunk: '',
  state: 'ringing',
  rang_ms: 0,
  answered_ms: null,
  ended_ms: null,
  answered_by: null,
  call_class: null,
  incident_id: null,
  location: null,
  words: '',
  earlier_calls: 0,
  ...over,
})

export const task = (over: Partial<TaskView> = {}): TaskView => ({
  id: 'T1',
  incident_id: 'I1',
  acceptance_id: 'A1',
  vehicle_id: 'V1',
  state: 'assigned',
  active: true,
  stamps: [{ state: 'assigned', at_ms: 0, received_ms: 0, origin: 'system', by: null, late: false }],
  hospital_code: null,
  eta_ms: null,
  eta_basis: 'road',
  result: null,
  reason: null,
  ordered_by: null,
  ...over,
})

export const incident = (over: Partial<IncidentView> = {}): IncidentView => ({
  id: 'I1',
  state: 'open',
  parked: false,
  kind: 'rescue',
  owner_unit: 'U',
  opened_ms: 0,
  first_call_ms: 0,
  address: '',
  complaint: '',
  urgency: null,
  needs: [],
  patient_count: 1,
  infection: false,
  location: null,
  county_code: null,
  township_code: null,
  call_ids: [],
  acceptances: [],
  tasks: [],
  version: 1,
  ...over,
})

export const vehicle = (over: Partial<VehicleView> = {}): VehicleView => ({
  id: 'V1',
  state: 'available_station',
  task_id: null,
  incident_id: null,
  pause_reason: null,
  since_ms: 0,
  ...over,
})
