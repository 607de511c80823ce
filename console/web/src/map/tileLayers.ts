/** How the vector tiles are drawn (layers and classes: geo/basemap/rules.py); grey, so that exceptions stand out. */
import type { DataDrivenPropertyValueSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from '@/map/palette'
import { SHIELD } from '@/map/shield'
import type { Locale } from '@/i18n'

export const BASE = 'base'
export const FONT_SIZES = { road: 11, place: 12 }

type Width = DataDrivenPropertyValueSpecification<number>
type Classes = readonly string[]

interface RoadLook {
  id: string
  classes: Classes
  zoom: number
  /** Width in pixels at zoom 8, 13 and 17. */
  width: readonly [number, number, number]
  colour: keyof Palette
  named: number
}

/** From the least to the greatest: what is drawn later lies above. */
const ROADS: readonly RoadLook[] = [
  { id: 'lane', classes: ['service', 'track', 'pedestrian', 'busway'], zoom: 13, width: [0, 0.7, 5], colour: 'lane', named: 15 },
  { id: 'street', classes: ['unclassified', 'residential', 'living_street'], zoom: 5, width: [0.5, 1.6, 11], colour: 'roadMinor', named: 13.5 },
  { id: 'link', classes: ['motorway_link', 'trunk_link', 'primary_link', 'secondary_link', 'tertiary_link'], zoom: 10, width: [0.4, 1.6, 8], colour: 'roadMinor', named: 15 },
  { id: 'tertiary', classes: ['tertiary'], zoom: 8, width: [0.5, 2.4, 13], colour: 'roadMinor', named: 12.5 },
  { id: 'secondary', classes: ['secondary'], zoom: 7, width: [0.7, 3, 15], colour: 'road', named: 12 },
  { id: 'primary', classes: ['primary'], zoom: 6, width: [1, 3.8, 17], colour: 'road', named: 11 },
  { id: 'main', classes: ['motorway', 'trunk'], zoom: 5, width: [1.4, 4.6, 19], colour: 'road', named: 11 },
]

const byZoom = (width: readonly [number, number, number], more = 0): Width => [
  'interpolate', ['exponential', 1.5], ['zoom'], 8, width[0] + more / 2, 13, width[1] + more, 17, width[2] + more,
]

const among = (classes: Classes): FilterSpecification => ['in', ['get', 'class'], ['literal', [...classes]]]
const surveyed: FilterSpecification = ['!', ['has', 'schematic']]
const both = (...filters: FilterSpecification[]): FilterSpecification => ['all', ...filters] as FilterSpecification
const fromTiles = { source: BASE }
const round = { 'line-cap': 'round', 'line-join': 'round' } as const

/** The name in the reader's language, as far as the map has it. */
export const nameIn = (locale: Locale): DataDrivenPropertyValueSpecification<string> =>
  locale === 'zh-CN'
    ? ['coalesce', ['get', 'name'], '']
    : ['coalesce', ['get', 'name_en'], ['get', 'name'], '']

export function groundLayers(c: Palette): LayerSpecification[] {
  const fill = (id: string, layer: string, classes: Classes, colour: string): LayerSpecification => ({
    id, type: 'fill', ...fromTiles, 'source-layer': layer, filter: among(classes), paint: { 'fill-color': colour },
  })
  return [
    fill('land', 'areas', ['county'], c.land),
    fill('green', 'landuse', ['green'], c.green),
    fill('builtup', 'landuse', ['builtup'], c.builtup),
    fill('campus', 'landuse', ['campus'], c.campus),
    fill('lakes', 'water', ['lake'], c.water),
    {
      id: 'rivers', type: 'line', ...fromTiles, 'source-layer': 'water',
      filter: among(['river', 'canal', 'stream']), layout: round,
      paint: {
        'line-color': c.water,
        'line-width': ['match', ['get', 'class'], 'river', 2.2, 'canal', 1.4, 0.9],
      },
    },
  ]
}

function border(id: string, kind: string, paint: object, minzoom = 0): LayerSpecification {
  return { id, type: 'line', ...fromTiles, 'source-layer': 'boundaries', filter: among([kind]), minzoom, paint }
}

export function roadLayers(c: Palette): LayerSpecification[] {
  const road = (look: RoadLook, casing: boolean): LayerSpecification => ({
    id: casing ? `${look.id}-casing` : look.id,
    type: 'line', ...fromTiles, 'source-layer': 'roads', minzoom: casing ? Math.max(look.zoom, 9) : look.zoom,
    filter: both(among(look.classes), surveyed), layout: round,
    paint: {
      'line-color': casing ? c.casing : c[look.colour],
      'line-width': byZoom(look.width, casing ? 1.8 : 0),
      'line-opacity': casing ? 1 : ['case', ['has', 'tunnel'], 0.45, 1],
    },
  })
  const dashed = (id: string, filter: FilterSpecification, dash: number[], minzoom: number): LayerSpecification => ({
    id, type: 'line', ...fromTiles, 'source-layer': 'roads', filter, minzoom,
    paint: { 'line-color': c.connector, 'line-width': 1, 'line-dasharray': dash },
  })
  return [
    border('town-border', 'township', { 'line-color': c.townBorder, 'line-width': 1 }, 9),
    dashed('connectors', ['has', 'schematic'], [3, 3], 8),
    dashed('rails', among(['rail']), [6, 2], 9),
    dashed('ferries', among(['ferry']), [2, 3], 9),
    ...ROADS.map((look) => road(look, true)),
    ...ROADS.map((look) => road(look, false)),
    border('county-border', 'county', { 'line-color': c.border, 'line-width': byZoom([1, 1.8, 2]), 'line-dasharray': [6, 2, 1, 2] }),
    border('prefecture-border', 'prefecture', { 'line-color': c.prefecture, 'line-width': 1.6 }),
  ]
}

const PLACE_SIZES: Width = [
  'match', ['get', 'class'], 'city', 15, 'town', 13, 'suburb', 12, 'village', 11.5, 11,
]
/** The greater place first, where two names want the same spot; symbols of a lower key win. */
const PLACE_ORDER: Width = [
  '-',
  ['match', ['get', 'class'], 'city', 0, 'town', 1e8, 'suburb', 2e8, 'village', 3e8, 4e8],
  ['coalesce', ['get', 'population'], 0],
] as Width

export function labelLayers(c: Palette, locale: Locale): LayerSpecification[] {
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.4 }
  const named = (look: RoadLook): LayerSpecification => ({
    id: `${look.id}-name`,
    type: 'symbol', ...fromTiles, 'source-layer': 'roads', minzoom: look.named,
    filter: both(among(look.classes), ['has', 'name']),
    layout: {
      'symbol-placement': 'line', 'symbol-spacing': 320, 'text-field': nameIn(locale),
      'text-size': FONT_SIZES.road, 'text-padding': 6, 'text-max-angle': 35,
    },
    paint: { 'text-color': c.label, ...halo },
  })
  return [
    {
      id: 'water-name', type: 'symbol', ...fromTiles, 'source-layer': 'water', minzoom: 12,
      filter: both(['has', 'name'], among(['river', 'canal'])),
      layout: {
        'symbol-placement': 'line', 'symbol-spacing': 400, 'text-field': nameIn(locale),
        'text-size': FONT_SIZES.road, 'text-letter-spacing': 0.2,
      },
      paint: { 'text-color': c.waterInk, ...halo },
    },
    ...ROADS.map(named),
    {
      id: 'road-numbers', type: 'symbol', ...fromTiles, 'source-layer': 'roads', minzoom: 8,
      filter: both(among(['motorway', 'trunk', 'primary', 'secondary']), ['has', 'ref']),
      layout: {
        'symbol-placement': 'line', 'symbol-spacing': 280, 'text-field': ['get', 'ref'], 'text-size': 10,
        'text-rotation-alignment': 'viewport', 'icon-rotation-alignment': 'viewport',
        'icon-image': SHIELD, 'icon-text-fit': 'both', 'icon-text-fit-padding': [1, 2, 1, 2], 'text-padding': 12,
      },
      paint: { 'text-color': c.label },
    },
    {
      id: 'place-name', type: 'symbol', ...fromTiles, 'source-layer': 'places',
      layout: {
        'text-field': nameIn(locale), 'text-size': PLACE_SIZES, 'text-padding': 4, 'text-max-width': 8,
        'symbol-sort-key': PLACE_ORDER,
      },
      paint: { 'text-color': ['match', ['get', 'class'], ['city', 'town'], c.countyLabel, c.label], ...halo },
    },
  ]
}
