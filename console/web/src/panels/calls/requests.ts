/** What the panels beside a call ask of the server, and the types of the answers. */
import { get, post } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Told = components['schemas']
export type CallCard = Told['CallCard']
export type Double = Told['DoubleView']
export type IncidentDoubles = Told['IncidentDoubles']
export type Report = Told['ReportView']

const id = encodeURIComponent

export const getCard = (call: string) => get<CallCard>(`/calls/${id(call)}/card`)
export const getDoubles = (incident: string) => get<IncidentDoubles>(`/incidents/${id(incident)}/doubles`)
export const attachChasing = (call: string, incident: string) =>
  post(`/calls/${id(call)}/chasing`, { incident_id: incident })
export const declineCall = (incident: string, call: string) =>
  post(`/incidents/${id(incident)}/decline`, { call_id: call })
export const declineIncident = (incident: string, other: string) =>
  post(`/incidents/${id(incident)}/decline`, { other_id: other })
export const mergeIncident = (incident: string, into: string) =>
  post(`/incidents/${id(incident)}/merge`, { into_id: into })
export const splitIncident = (incident: string) => post(`/incidents/${id(incident)}/split`)
export const promoteReport = (incident: string, no: number) =>
  post(`/incidents/${id(incident)}/location/${no}/promote`)
export const undoClass = (call: string) => post(`/calls/${id(call)}/undo-class`)
export const releaseCall = (call: string) => post(`/calls/${id(call)}/release`)
