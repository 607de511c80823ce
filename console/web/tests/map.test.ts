import { expect, test } from 'vitest'
import type { Scene, VehicleSymbol } from '@/map/scene'
import { markOf } from '@/boards/marks'
import { BAND_LOOKS, bandShapes, type CoverageView } from '@/map/coverage'
import { legendOf } from '@/map/legend'
import { isIn, metresPerPixel, toPixels, viewOf } from '@/map/projection'
import { heaped, TakenGround } from '@/map/thinning'

const map = (zoom: number) => ({
  getZoom: () => zoom,
  getCenter: () => ({ lng: 110.8, lat: 32.6 }) as never,
  getContainer: () => ({ clientWidth: 800, clientHeight: 600 }) as never,
})

test('the middle of the map is the middle of its pixels, and north is up', () => {
  const view = viewOf(map(10))
  const middle = toPixels(view, [110.8, 32.6])
  expect(middle.x).toBeCloseTo(400, 3)
  expect(middle.y).toBeCloseTo(300, 3)
  expect(toPixels(view, [110.8, 32.7]).y).toBeLessThan(300)
  expect(toPixels(view, [110.9, 32.6]).x).toBeGreaterThan(400)
  expect(isIn(view, -21, 5)).toBe(false)
})

test('a pixel is as wide as the metres it stands for', () => {
  const view = viewOf(map(12))
  const [a, b] = [toPixels(view, [110.8, 32.6]), toPixels(view, [110.81, 32.6])]
  const metres = 0.01 * 111_320 * Math.cos((32.6 * Math.PI) / 180)
  expect(metres / (b.x - a.x)).toBeCloseTo(metresPerPixel(view, 32.6), 1)
})

const parked = (id: string, x: number, alike = 'station') => ({ id, x, y: 10, alike })

test('vehicles parked at one spot become one symbol with their number, the others stand beside it', () => {
  const heaps = heaped([parked('a', 3), parked('b', 5), parked('c', 4, 'paused'), parked('d', 40)], 14, 0, 0)
  expect(heaps.map((heap) => heap.members.map((one) => one.id))).toEqual([['a', 'b'], ['c'], ['d']])
  expect(heaps[1]!.x).toBe(heaps[1]!.members[0]!.x + 14)
})

test('moving the map does not take a heap apart', () => {
  const ids = (left: number) =>
    heaped([parked('a', 13 - left), parked('b', 15 - left)], 14, left, 0).map((heap) => heap.members.length)
  for (const left of [0, 1, 5, 13, 14, 1000]) expect(ids(left)).toEqual(ids(0))
})

test('a name is written only where nothing more important stands', () => {
  const ground = new TakenGround()
  ground.clear(800, 600)
  expect(ground.take(100, 100, 50, 16)).toBe(true)
  expect(ground.take(120, 104, 50, 16)).toBe(false)
  expect(ground.take(100, 140, 50, 16)).toBe(true)
  expect([ground.at(125, 105), ground.at(300, 300), ground.at(-5, 900)]).toEqual([true, false, false])
  expect([ground.take(780, 590, 50, 30), ground.take(790, 595, 9, 3)]).toEqual([true, false])
  ground.clear(800, 600)
  expect(ground.take(120, 104, 50, 16)).toBe(true)
})

const symbol = (state: string, more: Partial<VehicleSymbol> = {}): VehicleSymbol => ({
  id: state,
  name: state,
  state,
  mark: markOf(state),
  letter: markOf(state).zh,
  tone: 'busy',
  alike: state,
  track: { speedKmh: 0 } as VehicleSymbol['track'],
  parked: false,
  stale: false,
  ringed: false,
  ...more,
})
const scene = (more: Partial<Scene>): Scene => ({ roads: [], ring: [], doubts: [], ways: [], vehicles: [], events: [], names: true, ...more })
const names = (shown: Scene) => legendOf(shown).map((row) => (row.kind === 'state' ? row.state : row.sign))

test('the legend says only what is on the map', () => {
  expect(names(scene({}))).toEqual([])
  expect(names(scene({ vehicles: [symbol('en_route'), symbol('en_route')] }))).toEqual(['en_route'])
  expect(names(scene({ vehicles: [symbol('paused', { stale: true })], roads: [{ look: 'closed', points: [] }] }))).toEqual([
    'paused',
    'stale',
    'closed',
  ])
})

const coverage = (runs: [number, number, number, number][]) =>
  ({ west: 110, south: 32, lon_step: 0.01, lat_step: 0.01, rows: 3, columns: 4, runs }) as unknown as CoverageView

test('cells of one band are one shape, each run one rectangle on its own ground', () => {
  const { features } = bandShapes(coverage([[0, 1, 2, 0], [2, 0, 4, 0], [1, 3, 1, 6]]))
  expect(features.map((one) => one.properties)).toEqual([{ band: 0 }, { band: 6 }])
  const [first] = (features[0]!.geometry as GeoJSON.MultiPolygon).coordinates
  expect(first![0]![0]).toEqual([110.01, 32])
  expect(first![0]![2]![0]).toBeCloseTo(110.03)
  expect(first![0]![2]![1]).toBeCloseTo(32.01)
})

/** Lightness as a printer or a colour-blind reader has it (WCAG's relative luminance). */
function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  const [r, g, b] = parts.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

test('bands of coverage are told apart in grey, one after the other, and no two are hatched alike', () => {
  for (const [theme, way] of [['light', -1], ['dark', 1]] as const) {
    const greys = BAND_LOOKS.map((look) => luminance(look.fill[theme]))
    for (let n = 1; n < greys.length; n++) expect(Math.sign(greys[n]! - greys[n - 1]!), `${theme} ${n}`).toBe(way)
  }
  expect(new Set(BAND_LOOKS.map((look) => look.hatch)).size).toBe(BAND_LOOKS.length)
})
