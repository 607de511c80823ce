/** Metres between two WGS-84 points, for what is said while no road time is to be had. */
import type { PointLike } from '@/api/region'

const EARTH_M = 6_371_008.8
const RAD = Math.PI / 180

export function distanceM(a: PointLike, b: PointLike): number {
  const [dLat, dLon] = [(b.lat - a.lat) * RAD, (b.lon - a.lon) * RAD]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.sqrt(h))
}
