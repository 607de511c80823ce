/** What stands still above the map: closed roads, ways, circles of doubt, a zone under the pencil. */
import type { Palette } from '@/map/palette'
import { metresPerPixel, toPixels, type View } from '@/map/projection'
import { drawRing, drawRoad } from '@/map/roadMarks'
import type { Doubt, Scene, Way } from '@/map/scene'

/** A smaller circle is hidden by the symbol in its middle. */
const DOUBT_MIN_PX = 12

export function drawGround(c: CanvasRenderingContext2D, scene: Scene, view: View, p: Palette): void {
  const line = (points: readonly (readonly [number, number])[]) => points.map((point) => toPixels(view, point))
  for (const road of scene.roads) drawRoad(c, line(road.points), road.look, p)
  drawRing(c, line(scene.ring), p)
  for (const doubt of scene.doubts) drawDoubt(c, doubt, view, p)
  for (const way of scene.ways) drawWay(c, way, line(way.points), p)
}

function drawDoubt(c: CanvasRenderingContext2D, { lon, lat, radiusM, focused }: Doubt, view: View, p: Palette): void {
  const radius = radiusM / metresPerPixel(view, lat)
  if (!focused && radius < DOUBT_MIN_PX) return
  const { x, y } = toPixels(view, [lon, lat])
  c.save()
  c.beginPath()
  c.arc(x, y, radius, 0, 2 * Math.PI)
  if (focused) {
    c.fillStyle = p.focus
    c.globalAlpha = 0.12
    c.fill()
    c.globalAlpha = 1
  }
  c.setLineDash([6, 4])
  c.lineWidth = focused ? 1.4 : 1
  c.strokeStyle = focused ? p.focus : p.label
  c.stroke()
  c.restore()
}

/** A way on real roads is a line; a straight guess is dashed. Those of other events are thin and grey. */
function drawWay(c: CanvasRenderingContext2D, way: Way, line: readonly { x: number; y: number }[], p: Palette): void {
  const path = new Path2D()
  for (const { x, y } of line) path.lineTo(x, y)
  c.save()
  c.lineJoin = 'round'
  c.lineWidth = way.focused ? 6 : 4
  c.strokeStyle = p.ground
  c.stroke(path)
  c.setLineDash(way.guessed ? [8, 6] : [])
  c.lineWidth = way.focused ? 2.5 : 1.5
  c.strokeStyle = way.focused ? p.focus : p.countyLabel
  c.stroke(path)
  c.restore()
}
