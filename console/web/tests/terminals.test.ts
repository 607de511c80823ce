import { describe, expect, it } from 'vitest'
import { entryId, fieldsFor } from '@/terminals/phones'
import { listed, reasons, skewS, stateOf, type Door, type Terminal } from '@/terminals/terminals'

const terminal = (id: string, more: Partial<Terminal> = {}): Terminal => ({
  id,
  vehicle_id: `V${id}`,
  phone: `1440000${id}`,
  device_id: null,
  protocol: 'jt808',
  dialect: '2019',
  enabled: true,
  cloned: false,
  registered: true,
  connected: true,
  last_seen_ms: null,
  clock_ahead_ms: null,
  emergency: false,
  card: null,
  ...more,
})

describe('the page of terminals', () => {
  it('says one state of each, the one that explains why it moves nothing', () => {
    expect(stateOf(terminal('1'))).toBe('connected')
    expect(stateOf(terminal('1', { connected: false }))).toBe('away')
    expect(stateOf(terminal('1', { cloned: true }))).toBe('cloned')
    expect(stateOf(terminal('1', { vehicle_id: null }))).toBe('unbound')
    expect(stateOf(terminal('1', { enabled: false, cloned: true }))).toBe('disabled')
  })

  it('puts what needs a person first', () => {
    const all = [
      terminal('1'),
      terminal('2', { cloned: true }),
      terminal('3', { emergency: true }),
      terminal('4', { vehicle_id: null }),
    ]
    expect(listed(all, '').map((one) => one.id)).toEqual(['3', '2', '4', '1'])
  })

  it('finds by id, vehicle or number', () => {
    const all = [terminal('1'), terminal('2', { vehicle_id: 'V077' })]
    expect(listed(all, ' v077 ').map((one) => one.id)).toEqual(['2'])
    expect(listed(all, '14400001').map((one) => one.id)).toEqual(['1'])
  })

  it('tells the reasons, the most frequent first', () => {
    const door = { refused: { flood: 2, jump: 30 } } as unknown as Door
    expect(reasons(door)).toEqual([
      ['jump', 30],
      ['flood', 2],
    ])
  })

  it('tells a clock only when it is off by more than the wire takes', () => {
    expect(skewS(terminal('1', { clock_ahead_ms: 800 }))).toBeNull()
    expect(skewS(terminal('1', { clock_ahead_ms: -28_800_000 }))).toBe(-28_800)
  })
})

describe("a phone's key", () => {
  const told = (protocol: string, device_id: string) =>
    Object.fromEntries(fieldsFor({ protocol, device_id }, 'k/1', 'https://desk.example'))

  it('is pasted into Traccar Client and OsmAnd as an address that holds it', () => {
    const { traccarUrl, device, osmandUrl } = told('osmand', 'V001')
    expect(traccarUrl).toBe('https://desk.example/intake/osmand/k%2F1')
    expect(device).toBe('V001')
    expect(osmandUrl).toContain(`${traccarUrl}?id=V001&lat={0}&lon={1}&timestamp={2}`)
    expect(osmandUrl).toContain('speed_unit=ms')
  })

  it('is the password of OwnTracks, whose device is named by its user and itself', () => {
    expect(told('owntracks', 'crew/v001')).toEqual({
      url: 'https://desk.example/intake/owntracks',
      user: 'crew',
      password: 'k/1',
      device: 'v001',
    })
  })

  it('belongs to an entry whose id fits into an address', () => {
    expect(entryId('crew/v001')).toBe('P-crew-v001')
    expect(entryId('三堰 01')).toBe('P-三堰-01')
  })
})
