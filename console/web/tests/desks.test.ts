import { expect, test } from 'vitest'
import { PANELS } from '@/panels'
import type { KeyContext } from '@/keys/table'
import { mergedVehicles } from '@/stores/merge'
import type { VehicleView } from '@/api/views'

const vehicle = (id: string): VehicleView => ({ id, state: 'available_station', fix: null }) as VehicleView

test('a vehicle that left the sight of this desk leaves its screen', () => {
  const before = new Map(['V1', 'V2'].map((id) => [id, vehicle(id)]))
  const after = mergedVehicles(before, [vehicle('V3')], ['V1'])
  expect([...after.keys()]).toEqual(['V2', 'V3'])
})

test('only what waits for this desk opens the panel of incoming hand-overs', () => {
  const incoming = PANELS.find((row) => row.id === 'incoming')
  const offer = { id: 'I-H01', state: 'offered', to_unit: '420304' }
  const seen = (unit: string, one: object) =>
    incoming?.waiting?.({ extra: { handovers: new Map([['I-H01', one]]) }, unit } as unknown as KeyContext)
  expect(seen('420304', offer)).toBe(1)
  expect(seen('420300', offer)).toBe(0)
  expect(seen('420304', { ...offer, state: 'bounced' })).toBe(0)
})
