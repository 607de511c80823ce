import { expect, test } from 'vitest'
import { listCalls, listIncidents, listVehicles } from '@/boards/lists'
import type { RegionView } from '@/api/region'
import { call, incident, vehicle } from './build'

test('the caller on the line stands first, then ringing from the oldest, then those to call back', () => {
  const list = listCalls([
    call({ id: 'young', rang_ms: 9 }),
    call({ id: 'lost', state: 'abandoned', to_call_back: true }),
    call({ id: 'tried twice', state: 'abandoned', to_call_back: false, call_backs: 2 }),
    call({ id: 'old', rang_ms: 1 }),
    call({ id: 'accepted', state: 'talking', incident_id: 'I1' }),
    call({ id: 'asked', state: 'talking' }),
    call({ id: 'done', state: 'ended' }),
  ])
  expect(list.map((one) => one.id)).toEqual(['asked', 'old', 'young', 'accepted', 'lost'])
})

test('incidents without a vehicle stand above those with one; parked last, closed nowhere', () => {
  const sections = listIncidents([
    incident({ id: 'parked', parked: true }),
    incident({ id: 'sent', state: 'responding', urgency: 'I' }),
    incident({ id: 'new', urgency: 'IV' }),
    incident({ id: 'closed', state: 'closed' }),
  ])
  expect(sections.map((one) => [one.group, one.incidents.map((i) => i.id)])).toEqual([
    ['groupOpen', ['new']],
    ['groupResponding', ['sent']],
    ['groupParked', ['parked']],
  ])
})

test('vehicles stand by city, county and township, with what is free in each', () => {
  const region = {
    counties: [{ code: '22', name: '郧西县' }],
    vehicles: [
      { index: 0, id: 'town', level: 'township', county_code: '22' },
      { index: 1, id: 'county', level: 'county', county_code: '22' },
      { index: 2, id: 'city', level: 'city', county_code: '02' },
    ],
  } as unknown as RegionView
  const views = new Map(
    ['town', 'county', 'city'].map((id) => [
      id,
      vehicle({ id, state: id === 'county' ? 'en_route' : 'available_station' }),
    ]),
  )
  const sections = listVehicles(region, views, () => true)
  expect(sections.map((one) => [one.level, one.county, one.free, one.total])).toEqual([
    ['city', '', 1, 1],
    ['county', '郧西县', 0, 1],
    ['township', '郧西县', 1, 1],
  ])
})

test("a county's desk has its own vehicles on top, then the city's, then its neighbours'", () => {
  const region = {
    counties: ['22', '23'].map((code) => ({ code, name: code })),
    vehicles: [
      { index: 0, id: 'neighbour', level: 'county', county_code: '22' },
      { index: 1, id: 'own township', level: 'township', county_code: '23' },
      { index: 2, id: 'own', level: 'county', county_code: '23' },
      { index: 3, id: 'city', level: 'city', county_code: '02' },
    ],
  } as unknown as RegionView
  const views = new Map(region.vehicles.map(({ id }) => [id, vehicle({ id })]))
  const order = (home: string) => listVehicles(region, views, () => true, home).flatMap(({ lines }) => lines.map(({ fleet }) => fleet.id))
  expect(order('23')).toEqual(['own', 'own township', 'city', 'neighbour'])
  expect(order('')).toEqual(['city', 'neighbour', 'own', 'own township'])
})
