/**
 * The map under the symbols, by day and by night: the pack's tiles, else its own roads and borders; above
 * them its own names. Nothing is fetched from outside unless the centre has set a source of its own.
 */
import type { FeatureCollection } from 'geojson'
import type {
  DataDrivenPropertyValueSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { BaseMapView } from '@/api/region'
import type { Locale } from '@/i18n'
import { type Ground, hasTiles, TILES } from '@/map/baseMap'
import type { Palette } from '@/map/palette'
import { BASE, groundLayers, labelLayers, roadLayers } from '@/map/tileLayers'

export interface Looks {
  palette: Palette
  night: boolean
  locale: Locale
}

const widthByZoom = (thin: number, wide: number): DataDrivenPropertyValueSpecification<number> => [
  'interpolate',
  ['exponential', 1.4],
  ['zoom'],
  7,
  thin,
  13,
  wide,
]

const byKind = (kind: string) => ['==', ['get', 'kind'], kind] as ['==', ['get', string], string]

function drawnAreaLayers(c: Palette): LayerSpecification[] {
  return [
    { id: 'land', type: 'fill', source: 'areas', filter: byKind('county'), paint: { 'fill-color': c.land } },
    {
      id: 'town-border',
      type: 'line',
      source: 'areas',
      filter: byKind('township'),
      minzoom: 9,
      paint: { 'line-color': c.townBorder, 'line-width': 1 },
    },
    {
      id: 'county-border',
      type: 'line',
      source: 'areas',
      filter: byKind('county'),
      paint: { 'line-color': c.border, 'line-width': widthByZoom(0.8, 2), 'line-dasharray': [6, 2, 1, 2] },
    },
    {
      id: 'prefecture-border',
      type: 'line',
      source: 'areas',
      filter: byKind('prefecture'),
      paint: { 'line-color': c.prefecture, 'line-width': 1.6 },
    },
  ]
}

function drawnRoadLayers(c: Palette): LayerSpecification[] {
  const schematic = ['==', ['get', 'schematic'], true] as ['==', ['get', string], boolean]
  const main = ['match', ['get', 'class'], ['motorway', 'trunk', 'primary'], true, false] as never
  return [
    {
      id: 'connectors',
      type: 'line',
      source: 'roads',
      filter: schematic,
      minzoom: 8,
      paint: { 'line-color': c.connector, 'line-width': 1, 'line-dasharray': [3, 3] },
    },
    {
      id: 'roads-minor',
      type: 'line',
      source: 'roads',
      filter: ['all', ['!', schematic], ['!', main]],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': c.roadMinor, 'line-width': widthByZoom(0.6, 3) },
    },
    {
      id: 'roads-main',
      type: 'line',
      source: 'roads',
      filter: ['all', ['!', schematic], main],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': c.road, 'line-width': widthByZoom(1, 5) },
    },
  ]
}

function placeLayers(c: Palette): LayerSpecification[] {
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.2 }
  return [
    {
      id: 'stations',
      type: 'circle',
      source: 'places',
      filter: byKind('station'),
      minzoom: 8.5,
      paint: {
        'circle-radius': 2.5,
        'circle-color': c.land,
        'circle-stroke-color': c.station,
        'circle-stroke-width': 1,
      },
    },
    {
      id: 'townships',
      type: 'symbol',
      source: 'places',
      filter: byKind('township'),
      minzoom: 8.6,
      // Beside the point, where its own ambulance stands, on the side that is free.
      layout: {
        'text-field': ['get', 'name'],
        'text-size': 11,
        'text-padding': 4,
        'text-variable-anchor': ['left', 'top', 'bottom', 'right'],
        'text-radial-offset': 0.9,
        'text-justify': 'auto',
      },
      paint: { 'text-color': c.label, ...halo },
    },
    {
      id: 'counties',
      type: 'symbol',
      source: 'places',
      filter: byKind('county'),
      maxzoom: 10,
      layout: {
        'text-field': ['get', 'name'],
        'text-size': 14,
        'text-letter-spacing': 0.15,
        'text-padding': 0,
      },
      paint: { 'text-color': c.countyLabel, ...halo },
    },
    {
      id: 'hospital-plates',
      type: 'circle',
      source: 'places',
      filter: byKind('hospital'),
      minzoom: 8,
      paint: {
        'circle-translate': [-13, -11],
        'circle-radius': 7,
        'circle-color': c.hospital,
        'circle-stroke-color': c.hospitalInk,
        'circle-stroke-width': 1,
      },
    },
    {
      id: 'hospitals',
      type: 'symbol',
      source: 'places',
      filter: byKind('hospital'),
      minzoom: 8,
      layout: {
        'text-field': 'H',
        'text-size': 10,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-translate': [-13, -11], 'text-color': c.hospitalInk },
    },
    {
      id: 'hospital-names',
      type: 'symbol',
      source: 'places',
      filter: byKind('hospital'),
      minzoom: 11,
      layout: {
        'text-field': ['get', 'name'],
        'text-size': 11,
        'text-offset': [-1.9, -1],
        'text-anchor': 'right',
      },
      paint: { 'text-color': c.hospitalInk, ...halo },
    },
  ]
}

function tileSources({ tiles, vectors, zoom_max, rasters }: BaseMapView): StyleSpecification['sources'] {
  const base: SourceSpecification = { type: 'vector', tiles: tiles ? [TILES] : vectors, maxzoom: zoom_max }
  return {
    ...(tiles || vectors.length > 0 ? { [BASE]: base } : {}),
    ...Object.fromEntries(rasters.map((urls, n) => [`outside-${n}`, { type: 'raster', tiles: urls, tileSize: 256 }])),
  }
}

/** Pictures from elsewhere lose their colours too, and at night their glare. */
const outsideLayers = ({ rasters }: BaseMapView, night: boolean): LayerSpecification[] =>
  rasters.map((_, n) => ({
    id: `outside-${n}`,
    type: 'raster',
    source: `outside-${n}`,
    paint: { 'raster-saturation': -0.9, 'raster-brightness-max': night ? 0.45 : 1, 'raster-fade-duration': 0 },
  }))

/** The layers of the map; a picture from elsewhere brings names of its own. */
function baseLayers({ view }: Ground, { palette, night, locale }: Looks): LayerSpecification[] {
  const lines = hasTiles(view)
    ? [...groundLayers(palette), ...roadLayers(palette)]
    : [...drawnAreaLayers(palette), ...drawnRoadLayers(palette)]
  const names = hasTiles(view) && view.rasters.length === 0 ? labelLayers(palette, locale) : []
  return [...lines, ...outsideLayers(view, night), ...names]
}

export function buildStyle(ground: Ground, places: FeatureCollection, looks: Looks): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...tileSources(ground.view),
      areas: { type: 'geojson', data: ground.areas, tolerance: 0.6 },
      roads: { type: 'geojson', data: ground.roads, tolerance: 0.5 },
      places: { type: 'geojson', data: places },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': looks.palette.ground } },
      ...baseLayers(ground, looks),
      ...placeLayers(looks.palette),
    ],
  }
}
