/** Which map lies under the symbols, and how its tile file is read: by the few ranges a view needs. */
import { addProtocol } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import { getBaseMap } from '@/api/endpoints'
import { get } from '@/api/client'
import type { BaseMapView } from '@/api/region'
import { EMPTY } from '@/map/features'
import { TileFile } from '@/map/tileFile'

/** What the style draws from: tiles where there are any, else lines and borders of the pack itself. */
export interface Ground {
  view: BaseMapView
  roads: FeatureCollection
  areas: FeatureCollection
}

const NONE: BaseMapView = {
  making: false,
  tiles: null,
  zoom_max: 14,
  rasters: [],
  vectors: [],
  credits: [],
  approval: '',
  modelled: false,
  schematic: false,
}
const ASK_AGAIN_MS = 3000
const ASKED_MAX = 40

export const TILES = 'tiles://{z}/{x}/{y}'

let file: TileFile | null = null

addProtocol('tiles', async ({ url }, abort) => {
  const [z, x, y] = url.slice('tiles://'.length).split('/').map(Number) as [number, number, number]
  return { data: (await file?.tile(z, x, y, abort.signal)) ?? new Uint8Array() }
})

function readTilesOf({ tiles }: BaseMapView): void {
  if (tiles) file = new TileFile(tiles)
}

export const hasTiles = (view: BaseMapView): boolean => view.tiles !== null || view.vectors.length > 0

export async function askForGround(): Promise<Ground> {
  const view = await getBaseMap().catch(() => NONE)
  if (hasTiles(view)) {
    readTilesOf(view)
    return { view, roads: EMPTY, areas: EMPTY }
  }
  return drawnGround(view)
}

/** Without tiles, or when they cannot be read. */
export async function drawnGround(view: BaseMapView): Promise<Ground> {
  const [roads, areas] = await Promise.all([
    get<FeatureCollection>('/map/roads.geojson').catch(() => EMPTY),
    get<FeatureCollection>('/map/areas.geojson').catch(() => EMPTY),
  ])
  return { view: { ...view, tiles: null, vectors: [] }, roads, areas }
}

/** Tells when tiles that were being made at the first look are there; returns how to stop asking. */
export function awaitTiles(first: BaseMapView, arrived: (ground: Ground) => void): () => void {
  let asked = 0
  const timer = setInterval(async () => {
    const view = await getBaseMap().catch(() => null)
    if (view?.tiles) {
      readTilesOf(view)
      arrived({ view, roads: EMPTY, areas: EMPTY })
    }
    if (view?.making === false || ++asked >= ASKED_MAX) clearInterval(timer)
  }, ASK_AGAIN_MS)
  if (!first.making) clearInterval(timer)
  return () => clearInterval(timer)
}
