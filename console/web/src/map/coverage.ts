/** The coverage layer: minutes to the nearest free vehicle as patterned, coloured cells under the roads. */
import type { GeoJSONSource, Map as BaseMap } from 'maplibre-gl'
import { get } from '@/api/client'
import type { components } from '@/api/schema.gen'
import type { Theme } from '@/stores/prefs'

export type CoverageView = components['schemas']['CoverageView']
export type Needed = CoverageView['needed']

export const getCoverage = (needed: Needed): Promise<CoverageView> => get(`/coverage/live?needed=${needed}`)

/**
 * One look a band, from soonest to never: lightness falls by day and rises by night with the minutes, so
 * that grey alone tells them apart, blue to orange for who sees few colours, and the later the denser
 * the hatching. What cannot be reached is crossed.
 */
export interface BandLook {
  fill: Record<Theme, string>
  ink: Record<Theme, string>
  hatch: 'none' | 'dots' | 'sparse' | 'lines' | 'dense' | 'grid' | 'cross'
}

export const BAND_LOOKS: readonly BandLook[] = [
  { fill: { light: '#eaf2f8', dark: '#16242f' }, ink: { light: '#9fb8cb', dark: '#33505f' }, hatch: 'none' },
  { fill: { light: '#cfe1ef', dark: '#1d3547' }, ink: { light: '#86a6c0', dark: '#46677f' }, hatch: 'dots' },
  { fill: { light: '#a9c8e0', dark: '#2a4c66' }, ink: { light: '#5c86a8', dark: '#6d93b0' }, hatch: 'sparse' },
  { fill: { light: '#d9ad66', dark: '#6b5526' }, ink: { light: '#8a6218', dark: '#b0924f' }, hatch: 'lines' },
  { fill: { light: '#c08a3e', dark: '#8f6d2b' }, ink: { light: '#7d5310', dark: '#d6b46a' }, hatch: 'dense' },
  { fill: { light: '#96591c', dark: '#bd8a45' }, ink: { light: '#4d2a05', dark: '#f0cf95' }, hatch: 'grid' },
  { fill: { light: '#5e4a43', dark: '#d5c6bd' }, ink: { light: '#ffffff', dark: '#2a211d' }, hatch: 'cross' },
]

const TILE_PX = 12
const SOURCE = 'coverage'
const OPACITY = 0.78
const imageName = (band: number) => `coverage-band-${band}`

function strokes(c: CanvasRenderingContext2D, hatch: BandLook['hatch'], side: number): void {
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    c.moveTo(x1, y1)
    c.lineTo(x2, y2)
  }
  c.beginPath()
  if (hatch === 'dots') c.rect(side / 2 - 0.7, side / 2 - 0.7, 1.4, 1.4)
  const every = hatch === 'sparse' ? side : hatch === 'lines' || hatch === 'grid' ? side / 2 : side / 3
  if (hatch === 'sparse' || hatch === 'lines' || hatch === 'dense' || hatch === 'grid')
    for (let at = -side; at <= side; at += every) line(at, side, at + side, 0)
  if (hatch === 'grid') for (let at = -side; at <= side; at += every) line(at, 0, at + side, side)
  if (hatch === 'cross') {
    line(2, 2, side - 2, side - 2)
    line(2, side - 2, side - 2, 2)
  }
  c.stroke()
}

/** The little square that a band repeats; the same for the map and its legend. */
export function bandImage(band: number, theme: Theme, ratio = 2): ImageData {
  const { fill, ink, hatch } = BAND_LOOKS[band]!
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = TILE_PX * ratio
  const c = canvas.getContext('2d')!
  c.scale(ratio, ratio)
  c.fillStyle = fill[theme]
  c.fillRect(0, 0, TILE_PX, TILE_PX)
  c.strokeStyle = ink[theme]
  c.lineWidth = hatch === 'cross' ? 1.6 : 1
  strokes(c, hatch, TILE_PX)
  return c.getImageData(0, 0, canvas.width, canvas.height)
}

/** Runs of cells as rectangles, one shape a band: the map draws seven instead of thousands. */
export function bandShapes(view: CoverageView): GeoJSON.FeatureCollection {
  const shapes = new Map<number, [number, number][][][]>()
  for (const [row, column, length, band] of view.runs as [number, number, number, number][]) {
    const [west, east] = [view.west + column * view.lon_step, view.west + (column + length) * view.lon_step]
    const [south, north] = [view.south + row * view.lat_step, view.south + (row + 1) * view.lat_step]
    const ring: [number, number][] = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    const known = shapes.get(band)
    if (known) known.push([ring])
    else shapes.set(band, [[ring]])
  }
  return {
    type: 'FeatureCollection',
    features: [...shapes].map(([band, coordinates]) => ({
      type: 'Feature',
      properties: { band },
      geometry: { type: 'MultiPolygon', coordinates },
    })),
  }
}

/** Beneath the roads, so that roads, names and symbols stay readable. */
function firstAbove(map: BaseMap): string | undefined {
  const layers = map.getStyle()?.layers ?? []
  return layers.find((layer) => layer.type === 'line' && layer.id !== 'rivers')?.id
}

export function drawCoverage(map: BaseMap, view: CoverageView, theme: Theme): void {
  BAND_LOOKS.forEach((_, band) => {
    const [name, image] = [imageName(band), bandImage(band, theme)]
    if (map.hasImage(name)) map.updateImage(name, image)
    else map.addImage(name, image, { pixelRatio: 2 })
  })
  const source = map.getSource<GeoJSONSource>(SOURCE)
  if (source) return void source.setData(bandShapes(view))
  map.addSource(SOURCE, { type: 'geojson', data: bandShapes(view), tolerance: 0 })
  const above = firstAbove(map)
  BAND_LOOKS.forEach((_, band) =>
    map.addLayer(
      {
        id: imageName(band),
        type: 'fill',
        source: SOURCE,
        filter: ['==', ['get', 'band'], band],
        paint: { 'fill-pattern': imageName(band), 'fill-opacity': OPACITY, 'fill-antialias': false },
      },
      above,
    ),
  )
}

export function clearCoverage(map: BaseMap): void {
  BAND_LOOKS.forEach((_, band) => map.getLayer(imageName(band)) && map.removeLayer(imageName(band)))
  if (map.getSource(SOURCE)) map.removeSource(SOURCE)
}
