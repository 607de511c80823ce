import { expect, test } from 'vitest'
import { complete, isPlace, matchRank } from '@/command/completion'
import type { RegionView } from '@/api/region'
import type { PlaceView } from '@/api/views'
import { incident } from './build'

const region = {
  counties: [{ code: '1', name: '郧西县' }],
  vehicles: [{ index: 0, id: 'V001', name: '太和01', plate: '鄂C12345', station_name: '太和医院急救站' }],
  units: [{ code: 'S1', name: '上津急救站', county_code: '1', lon: 110, lat: 33 }],
  hospitals: [{ code: 'H1', name: '太和医院', grade: '三甲', lon: 110.8, lat: 32.6 }],
  townships: [{ code: 'T1', name: '上津镇', county_code: '1', lon: 110, lat: 33 }],
} as unknown as RegionView

const names = (query: string) =>
  complete(query, region, [incident({ address: '上津镇三组' })]).map((one) => one.label)

test('a part of a Chinese name is enough', () => {
  expect(names('上津')).toEqual(['上津镇', '上津镇三组', '上津急救站'])
  expect(names('太和')).toEqual(['太和01', '太和医院'])
})

test('a vehicle is found by plate and by register number', () => {
  expect(names('12345')).toEqual(['太和01'])
  expect(names('v001')).toEqual(['太和01'])
})

test('several words narrow the search, and an empty line finds nothing', () => {
  expect(names('上津 郧西')).toEqual(['上津镇', '上津急救站'])
  expect(names('  ')).toEqual([])
  expect(matchRank('上 津', '上津镇')).toBe(2)
})

test('when a place is asked for, only places answer', () => {
  const found = complete('上津', region, [incident({ address: '上津镇三组' })], isPlace)
  expect(found.map((one) => one.kind)).toEqual(['township', 'station'])
})

const place = (name: string, quality: number): PlaceView => ({
  id: name,
  name,
  kind: 'village',
  lon: 110,
  lat: 33,
  area: ['郧西县'],
  radius_m: 800,
  method: 'landmark',
  quality,
  distance_m: null,
})

test('the places of the server stand for those of the screen, in its order', () => {
  const places = [place('上津镇', 0.91), place('上津村', 0.95), place('上金村', 0.7)]
  const found = complete('上津', region, [incident({ address: '上津镇三组' })], undefined, places)
  expect(found.map((one) => one.label)).toEqual(['上津镇', '上津村', '上津镇三组', '上金村'])
  expect(found[0]?.place?.radius_m).toBe(800)
})

test('the very number of an incident stands before any place', () => {
  const found = complete('I7', region, [incident({ id: 'I7' })], undefined, [place('七里', 0.5)])
  expect(found.map((one) => one.kind)).toEqual(['incident', 'village'])
})
