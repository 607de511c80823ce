import { expect, test } from 'vitest'
import { messageRead, reply, unread } from '@/field/messages'
import type { MessageView } from '@/messages/messages'

const SELF = { kind: 'vehicle', id: 'V1', user: 'crew-V1' } as const
const desk = { user: 'city', name: '王', unit: '市' }

const message = (id: string, more: Partial<MessageView> = {}): MessageView => ({
  id,
  by: desk,
  by_vehicle: null,
  to_kind: 'vehicle',
  to_id: 'V1',
  to_unit: 'S1',
  text: '绕行',
  urgent: false,
  sent_ms: 1000,
  incident_id: null,
  readings: [],
  ...more,
})

test('what waits is for this vehicle and read by nobody here, the oldest first', () => {
  const read = [{ by: { ...desk, user: SELF.user }, at_ms: 2000 }]
  const byDesk = [{ by: desk, at_ms: 2000 }]
  const all = [
    message('late', { sent_ms: 3000 }),
    message('read', { readings: read }),
    message('other', { to_id: 'V2' }),
    message('hospital', { to_kind: 'hospital' }),
    message('looked at by a desk', { readings: byDesk }),
  ]
  expect(unread(all, SELF, []).map(({ id }) => id)).toEqual(['looked at by a desk', 'late'])
})

test('a station reads what is for itself and for its vehicles, until one of its own people has', () => {
  const station = { kind: 'station', id: 'S1', user: 'duty-S1' } as const
  const byCrew = [{ by: { user: 'crew-V1', name: '李', unit: 'S1' }, at_ms: 2000 }]
  const byDesk = [{ by: desk, at_ms: 2000 }]
  const all = [
    message('for its vehicle', { readings: byDesk }),
    message('for itself', { to_kind: 'unit', to_id: 'S1', sent_ms: 2000 }),
    message('read by the crew', { readings: byCrew }),
    message('its own', { by: { user: 'crew-V1', name: '李', unit: 'S1' } }),
    message('another station', { to_unit: 'S2' }),
  ]
  expect(unread(all, station, []).map(({ id }) => id)).toEqual(['for its vehicle', 'for itself'])
})

test('what was pressed in a valley is gone at once, and comes back if the server refuses', () => {
  const { path } = messageRead(message('m/1'), 5)
  expect(path).toBe('/messages/m%2F1/read')
  const left = (outcome: 'waiting' | 'refused') => unread([message('m/1')], SELF, [{ path, outcome }]).length
  expect([left('waiting'), left('refused')]).toEqual([0, 1])
})

test('an answer goes to the desk that wrote, whoever sits there by then', () => {
  expect(reply(message('m'), '收到', 5).body).toEqual({ to_kind: 'unit', to_id: '市', text: '收到' })
})
