/** Every request this screen makes, by the name of what it does in the room. */
import { del, get, patch, post } from '@/api/client'
import type { BaseMapView, RegionView } from '@/api/region'
import type {
  ClockView,
  HospitalChoice,
  IncidentDetail,
  IncidentView,
  PlacesView,
  Ranking,
  RestrictionList,
  RestrictionPreview,
  RestrictionReceipt,
  RoadTimes,
  RouteView,
  TaskView,
  User,
} from '@/api/views'

/** A place as a desk gives it; the server looks up its areas and the nearest road. */
export interface PlaceWish {
  lon: number
  lat: number
  radius_m: number
  method: 'map_click' | 'township' | 'landmark' | 'address' | 'k_post'
}

export type IncidentFields = Partial<
  Pick<IncidentView, 'address' | 'complaint' | 'urgency' | 'needs' | 'patient_count' | 'infection'> & {
    location: PlaceWish
  }
>

const id = encodeURIComponent

export const logIn = (username: string, password: string) =>
  post<{ user: User }>('/session', { username, password })
export const whoAmI = () => get<{ user: User }>('/session')
export const logOut = () => del<unknown>('/session')

export const getRegion = () => get<RegionView>('/region')
export const getBaseMap = () => get<BaseMapView>('/map/basemap')
export const setClock = (change: Partial<Pick<ClockView, 'speed' | 'paused'>>) =>
  post<ClockView>('/clock', change)

/** Seen from `near`, else from this desk's own unit. */
export function findPlaces(words: string, near: { lon: number; lat: number } | null, limit: number) {
  const query = new URLSearchParams({ q: words.slice(0, 100), limit: String(limit) })
  if (near) query.set('near', `${near.lon.toFixed(5)},${near.lat.toFixed(5)}`)
  return get<PlacesView>(`/places?${query}`)
}

export const answerCall = (call: string) => post(`/calls/${id(call)}/answer`)
export type CallBackOutcome = 'reached' | 'no_answer'
export const callBack = (call: string, outcome: CallBackOutcome) => post(`/calls/${id(call)}/call-back`, { outcome })
export const endCall = (call: string) => post(`/calls/${id(call)}/end`, { by: 'desk' })
export const classifyCall = (call: string, callClass: string) =>
  post(`/calls/${id(call)}/classify`, { call_class: callClass })
export const acceptCall = (call: string, incident: IncidentFields) =>
  post<unknown>(`/calls/${id(call)}/accept`, { incident })
export const joinCall = (call: string, incident: string) =>
  post<unknown>(`/calls/${id(call)}/accept`, { join_incident_id: incident })

/** `seen`: the event's version that lay under the edit, so that nothing unseen is written over. */
export const patchIncident = (incident: string, fields: IncidentFields, seen?: number) =>
  patch<unknown>(`/incidents/${id(incident)}`, { ...fields, seen_version: seen })
export const getIncident = (incident: string) => get<IncidentDetail>(`/incidents/${id(incident)}`)
export const getCandidates = (incident: string) => get<Ranking>(`/incidents/${id(incident)}/candidates`)
export const parkIncident = (incident: string) => post(`/incidents/${id(incident)}/park`)
export const wakeIncident = (incident: string) => post(`/incidents/${id(incident)}/wake`)
export const closeIncident = (incident: string, reason: string) =>
  post(`/incidents/${id(incident)}/close`, { reason })

export interface DispatchOrder {
  vehicle_id: string
  answer_id?: string
  override_reason?: string
  override_code?: string
}
export const dispatchVehicle = (incident: string, order: DispatchOrder) =>
  post<TaskView>(`/incidents/${id(incident)}/dispatch`, order)
/** A neighbour is asked for a vehicle; once it grants, the vehicle is sent. */
export const askNeighbour = (incident: string, order: DispatchOrder) =>
  post(`/incidents/${id(incident)}/neighbour`, order)

export const recallTask = (task: string, reason: string) => post(`/tasks/${id(task)}/recall`, { reason })
export const rankHospitals = async (task: string): Promise<HospitalChoice[]> => {
  const answer = await get<HospitalChoice[] | { ranked: HospitalChoice[] }>(`/tasks/${id(task)}/hospitals`)
  return Array.isArray(answer) ? answer : answer.ranked
}
export const chooseHospital = (task: string, hospital: string) =>
  post(`/tasks/${id(task)}/hospital`, { hospital_code: hospital })
export const getTaskRoute = (task: string) => get<RouteView>(`/tasks/${id(task)}/route`)

export const pauseVehicle = (vehicle: string, reason: string) =>
  post(`/vehicles/${id(vehicle)}/pause`, { reason })
/** The desk takes what the track shows as if it had been pressed then. */
export const takeProposal = (task: string, state: string, atMs: number) =>
  post(`/tasks/${id(task)}/status`, { state, at_ms: atMs, origin: 'geofence' })
/** What a crew has told by voice, entered for it. */
export const reportByVoice = (task: string, state: string, atMs: number, reason?: string) =>
  post(`/tasks/${id(task)}/status`, { state, at_ms: atMs, origin: 'manual', reason })
export const answerRequest = (request: string, granted: boolean, reason = '') =>
  post(`/requests/${id(request)}/answer`, { granted, reason })
export const resumeVehicle = (vehicle: string) => post(`/vehicles/${id(vehicle)}/resume`)

/** Which road: at a point, inside a ring, or between two K-posts. */
export type RoadShape =
  | { type: 'spot'; lon: number; lat: number; radius_m: number }
  | { type: 'zone'; points: [number, number][] }
  | { type: 'posts'; road: string; from_km: number; to_km: number; bound: 'both' | 'growing' | 'falling' }

/** What is the matter with a road; without an end it lasts until somebody lifts it. */
export interface RestrictionWish {
  kind: 'closed' | 'slow'
  factor?: number
  shape: RoadShape
  note?: string
  from_ms?: number
  until_ms?: number
}
export const getRoadTimes = () => get<RoadTimes>('/roads/times')
export const getRestrictions = () => get<RestrictionList>('/roads/restrictions')
export const previewRestriction = (shape: RoadShape) =>
  post<RestrictionPreview>('/roads/restrictions/preview', { shape })
export const restrictRoad = (wish: RestrictionWish) => post<RestrictionReceipt>('/roads/restrictions', wish)
export const reopenRoad = (restriction: string) =>
  post<RestrictionReceipt>(`/roads/restrictions/${id(restriction)}/reopen`)
export const changeRestrictionEnd = (restriction: string, untilMs: number | null) =>
  post<RestrictionReceipt>(`/roads/restrictions/${id(restriction)}/until`, { until_ms: untilMs })
