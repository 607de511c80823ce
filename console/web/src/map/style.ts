/** The offline base map: only the pack's own roads, borders and names; nothing is fetched from outside. */
import type { FeatureCollection } from 'geojson'
import type {
  DataDrivenPropertyValueSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { Palette } from '@/map/palette'

export interface MapData {
  roads: FeatureCollection
  areas: FeatureCollection
  places: FeatureCollection
}

export const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

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

function areaLayers(c: Palette): LayerSpecification[] {
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

function roadLayers(c: Palette): LayerSpecification[] {
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

export function buildStyle(c: Palette, data: MapData): StyleSpecification {
  return {
    version: 8,
    sources: {
      areas: { type: 'geojson', data: data.areas, tolerance: 0.6 },
      roads: { type: 'geojson', data: data.roads, tolerance: 0.5 },
      places: { type: 'geojson', data: data.places },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': c.ground } },
      ...areaLayers(c),
      ...roadLayers(c),
      ...placeLayers(c),
    ],
  }
}
