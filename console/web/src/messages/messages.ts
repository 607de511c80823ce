/** Short messages between desks, stations, crews and hospitals (消息). */
import { post } from '@/api/client'

interface Person {
  user: string
  name: string
  unit: string
}

export type Addressee = 'unit' | 'seat' | 'vehicle' | 'hospital'

export interface MessageView {
  id: string
  by: Person
  by_vehicle: string | null
  to_kind: Addressee
  to_id: string
  to_unit: string | null
  text: string
  urgent: boolean
  sent_ms: number
  incident_id: string | null
  readings: { by: Person; at_ms: number }[]
}

export interface MessageWish {
  to_kind: Addressee
  to_id: string
  text: string
  urgent: boolean
  incident_id?: string | null
}

export const TEXT_MAX = 300
export const sendMessage = (wish: MessageWish) => post<{ message_id: string }>('/messages', wish)
export const readMessage = (id: string) => post(`/messages/${encodeURIComponent(id)}/read`)

/** Whether it is for this login: its seat, or its unit, and nobody there has read it yet. */
export function waitsFor(message: MessageView, user: string, unit: string): boolean {
  if (message.by.user === user || message.readings.some(({ by }) => by.user === user)) return false
  if (message.to_kind === 'seat') return message.to_id === user
  if (message.to_kind !== 'unit' || message.to_id !== unit) return false
  return !message.readings.some(({ by }) => by.unit === unit)
}
