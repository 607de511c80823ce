/** From degrees to pixels for thousands of symbols a frame; the map is never turned nor tilted. */
import type { Map as BaseMap } from 'maplibre-gl'

const TILE_PX = 512

const mercatorX = (lon: number): number => (lon + 180) / 360
const mercatorY = (lat: number): number =>
  0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)

export interface View {
  zoom: number
  width: number
  height: number
  /** Pixels around the world at this zoom. */
  world: number
  left: number
  top: number
}

export function viewOf(map: Pick<BaseMap, 'getZoom' | 'getCenter' | 'getContainer'>): View {
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const [zoom, centre] = [map.getZoom(), map.getCenter()]
  const world = TILE_PX * 2 ** zoom
  const left = mercatorX(centre.lng) * world - width / 2
  return { zoom, width, height, world, left, top: mercatorY(centre.lat) * world - height / 2 }
}

export const toPixels = (view: View, [lon, lat]: readonly [number, number]): { x: number; y: number } => ({
  x: mercatorX(lon) * view.world - view.left,
  y: mercatorY(lat) * view.world - view.top,
})

export const isIn = ({ width, height }: View, x: number, y: number, beyond = 20): boolean =>
  x > -beyond && y > -beyond && x < width + beyond && y < height + beyond

/** Metres that a pixel is wide at a latitude. */
export const metresPerPixel = ({ world }: View, lat: number): number =>
  (40_075_017 * Math.cos((lat * Math.PI) / 180)) / world
