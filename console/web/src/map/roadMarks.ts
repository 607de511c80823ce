/** How a closed or slow road is drawn: crosses on dashes, waves of chevrons, a halo for what is asked. */
import type { Palette } from '@/map/palette'
import type { RoadMark } from '@/map/scene'

const MARK_EVERY_PX = 26
const CROSS_PX = 4.5

export type Spot = { x: number; y: number }

/** Places along a line of the screen, evenly spread, with the way the line runs there. */
export function spread(line: readonly Spot[], everyPx: number): (Spot & { angle: number })[] {
  const spots: (Spot & { angle: number })[] = []
  let wanted = everyPx / 2
  let walked = 0
  for (let n = 1; n < line.length; n++) {
    const [a, b] = [line[n - 1]!, line[n]!]
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    for (; length > 0 && wanted <= walked + length; wanted += everyPx) {
      const share = (wanted - walked) / length
      spots.push({
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
        angle: Math.atan2(b.y - a.y, b.x - a.x),
      })
    }
    walked += length
  }
  // A stretch shorter than the spacing is a bridge: it needs its mark most of all.
  if (spots.length === 0 && line.length > 1) {
    const [a, b] = [line[0]!, line.at(-1)!]
    spots.push({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, angle: Math.atan2(b.y - a.y, b.x - a.x) })
  }
  return spots
}

export function drawRoad(c: CanvasRenderingContext2D, line: readonly Spot[], look: RoadMark['look'], p: Palette) {
  const colour = look === 'closed' ? p.now : look === 'slow' ? p.warn : p.focus
  const path = new Path2D()
  for (const { x, y } of line) path.lineTo(x, y)
  c.save()
  c.lineJoin = 'round'
  c.lineCap = 'round'
  if (look === 'draft') {
    c.globalAlpha = 0.35
    c.lineWidth = 14
    c.strokeStyle = colour
    c.stroke(path)
    c.globalAlpha = 1
  }
  c.lineWidth = 5
  c.strokeStyle = p.ground
  c.stroke(path)
  c.lineCap = 'butt'
  c.setLineDash(look === 'slow' ? [3, 5] : [9, 6])
  c.lineWidth = 2.5
  c.strokeStyle = colour
  c.stroke(path)
  c.setLineDash([])
  for (const spot of spread(line, MARK_EVERY_PX)) mark(c, spot, look, colour, p.ground)
  c.restore()
}

/** A zone under the pencil: its corners, its border, and dashed how it would be closed. */
export function drawRing(c: CanvasRenderingContext2D, corners: readonly Spot[], p: Palette) {
  if (corners.length === 0) return
  const path = new Path2D()
  for (const { x, y } of corners) path.lineTo(x, y)
  path.closePath()
  c.save()
  c.globalAlpha = 0.15
  c.fillStyle = p.warn
  c.fill(path)
  c.globalAlpha = 1
  c.setLineDash([6, 4])
  c.lineWidth = 2
  c.strokeStyle = p.warn
  c.stroke(path)
  c.setLineDash([])
  for (const { x, y } of corners) {
    c.fillStyle = p.ground
    c.fillRect(x - 4, y - 4, 8, 8)
    c.strokeRect(x - 4, y - 4, 8, 8)
  }
  c.restore()
}

function mark(
  c: CanvasRenderingContext2D,
  { x, y, angle }: Spot & { angle: number },
  look: RoadMark['look'],
  colour: string,
  ground: string,
) {
  const shape = new Path2D(
    look === 'slow'
      ? `M -3 ${-CROSS_PX} L 1 0 L -3 ${CROSS_PX} M 2 ${-CROSS_PX} L 6 0 L 2 ${CROSS_PX}`
      : `M ${-CROSS_PX} ${-CROSS_PX} L ${CROSS_PX} ${CROSS_PX} M ${-CROSS_PX} ${CROSS_PX} L ${CROSS_PX} ${-CROSS_PX}`,
  )
  c.save()
  c.translate(x, y)
  c.rotate(angle)
  c.lineWidth = 5
  c.strokeStyle = ground
  c.stroke(shape)
  c.lineWidth = 2.2
  c.strokeStyle = colour
  c.stroke(shape)
  c.restore()
}
