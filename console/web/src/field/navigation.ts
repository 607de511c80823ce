/** Map apps on phones (导航): each takes its own datum and its own kind of address. */
import type { GoalView } from '@/field/orders'

export interface Navigator {
  code: string
  datum: 'wgs84' | 'gcj02' | 'bd09'
  address: (lon: number, lat: number, name: string) => string
}

const said = encodeURIComponent

/** By the makers' published URI schemes; the server has done the change of datum. */
export const NAVIGATORS: readonly Navigator[] = [
  {
    code: 'amap',
    datum: 'gcj02',
    address: (lon, lat, name) =>
      `${isApple() ? 'iosamap' : 'androidamap'}://navi?sourceApplication=liandong120&poiname=${said(name)}&lat=${lat}&lon=${lon}&dev=0&style=2`,
  },
  {
    code: 'baidu',
    datum: 'bd09',
    address: (lon, lat, name) =>
      `baidumap://map/direction?destination=${said(`latlng:${lat},${lon}|name:${name}`)}&coord_type=bd09ll&mode=driving&src=liandong120`,
  },
  {
    code: 'tencent',
    datum: 'gcj02',
    address: (lon, lat, name) =>
      `qqmap://map/routeplan?type=drive&to=${said(name)}&tocoord=${lat},${lon}&referer=liandong120`,
  },
  {
    code: 'geo',
    datum: 'wgs84',
    address: (lon, lat, name) => `geo:${lat},${lon}?q=${lat},${lon}(${said(name)})`,
  },
]

function isApple(): boolean {
  return typeof navigator !== 'undefined' && /iPhone|iPad/.test(navigator.userAgent)
}

/** What to open for a goal; null while the server has not told where it is. */
export function navigationTo(goal: GoalView | null, code: string): string | null {
  const app = NAVIGATORS.find((one) => one.code === code) ?? NAVIGATORS[0]!
  const place = goal?.places[app.datum]
  return goal && place ? app.address(place[0], place[1], goal.name) : null
}
