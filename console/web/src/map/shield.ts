/** The plate behind a road's number (G209): one small picture, stretched by the map to the number's length. */
import type { Palette } from '@/map/palette'

export const SHIELD = 'shield'
const SIZE = 16
const SCALE = 2

export function shieldImage({ plate, plateEdge }: Palette) {
  const canvas = new OffscreenCanvas(SIZE * SCALE, SIZE * SCALE)
  const c = canvas.getContext('2d')!
  c.scale(SCALE, SCALE)
  c.beginPath()
  c.roundRect(0.5, 0.5, SIZE - 1, SIZE - 1, 3)
  c.fillStyle = plate
  c.fill()
  c.strokeStyle = plateEdge
  c.stroke()
  return c.getImageData(0, 0, SIZE * SCALE, SIZE * SCALE)
}

const middle: [number, number][] = [[5 * SCALE, 11 * SCALE]]
export const SHIELD_STRETCH = {
  pixelRatio: SCALE,
  stretchX: middle,
  stretchY: middle,
  content: [3 * SCALE, 2 * SCALE, 13 * SCALE, 14 * SCALE] as [number, number, number, number],
}
