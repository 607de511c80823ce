/** A phone as a terminal (手机定位): its entry in the register, its key, and what its app is to be told. */
import { patch, post } from '@/api/client'
import type { Terminal } from '@/terminals/terminals'

/** Apps that prove themselves by a key of ours; terminals register themselves, a broker looks at its own. */
export const PHONES = ['osmand', 'owntracks'] as const
export type PhoneProtocol = (typeof PHONES)[number]

export const isPhone = (one: Pick<Terminal, 'protocol'>): boolean =>
  (PHONES as readonly string[]).includes(one.protocol)

export interface PhoneEntry {
  protocol: PhoneProtocol
  device_id: string
  vehicle_id: string | null
}

const path = (id: string) => `/terminals/${encodeURIComponent(id)}`

/** The entry goes by the device's name; a slash has no place in an address. */
export const entryId = (device: string): string => `P-${device.replace(/[^\p{L}\p{N}_.-]+/gu, '-')}`
export const enterPhone = (entry: PhoneEntry) =>
  post<Terminal>('/terminals', { id: entryId(entry.device_id), ...entry })
/** The server tells a key this once and keeps its hash only; the former one ends at once. */
export const issueKey = (id: string) => post<{ terminal_id: string; key: string }>(`${path(id)}/key`)
export const revokeKey = (id: string) => patch<Terminal>(path(id), { forget_code: true })

/** What is copied into the app, field by field: the name of a word and its value. */
export function fieldsFor(one: Pick<Terminal, 'protocol' | 'device_id'>, key: string, server: string): [string, string][] {
  const device = one.device_id ?? ''
  if (one.protocol === 'owntracks') {
    const [user, ...phone] = device.split('/')
    return [
      ['url', `${server}/intake/owntracks`],
      ['user', user ?? ''],
      ['password', key],
      ['device', phone.join('/') || device],
    ]
  }
  const address = `${server}/intake/osmand/${encodeURIComponent(key)}`
  const places = 'lat={0}&lon={1}&timestamp={2}&hdop={3}&altitude={4}&speed={5}&speed_unit=ms&bearing={6}'
  return [
    ['traccarUrl', address],
    ['device', device],
    ['osmandUrl', `${address}?id=${encodeURIComponent(device)}&${places}`],
  ]
}
