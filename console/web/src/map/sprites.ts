/** Symbols and labels drawn once and then only copied: 5,000 of them cost a few milliseconds a frame. */
import type { Mark } from '@/boards/marks'
import type { Palette } from '@/map/palette'

const LABEL_FONT = '600 11px "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
export const LABEL_PX = 16
/** Symbols turn in steps, so that a fleet shares few drawings. */
const TURN_DEG = 10
const TICK_PX = 6
const KEPT_MAX = 1500

type Pen = OffscreenCanvasRenderingContext2D

export interface Sprite {
  image: ImageBitmap
  width: number
  height: number
}

export interface SymbolLook {
  mark: Mark
  colour: string
  sizePx: number
  /** An old fix: an outline of dashes, nothing inside. */
  stale: boolean
  /** Where a moving vehicle is heading, in steps; null when it stands or nobody knows. */
  headingDeg: number | null
}

export const turned = (headingDeg: number | null): number | null =>
  headingDeg === null ? null : Math.round(headingDeg / TURN_DEG) * TURN_DEG

export class Sprites {
  private readonly kept = new Map<string, Sprite>()
  private readonly shapes = new Map<string, Path2D>()

  constructor(
    private palette: Palette,
    private readonly ratio: () => number = () => window.devicePixelRatio || 1,
  ) {}

  paint(palette: Palette): void {
    this.palette = palette
    this.kept.clear()
  }

  symbol(look: SymbolLook): Sprite {
    const { mark, colour, sizePx, stale, headingDeg: turn } = look
    return this.find(`${mark.path}${mark.hollow ?? ''}|${colour}|${sizePx}|${stale}|${turn}`, () =>
      this.drawn(sizePx + 2 * TICK_PX + 4, sizePx + 2 * TICK_PX + 4, (c, side) => {
        c.translate(side / 2, side / 2)
        if (turn !== null && !mark.turns) this.tick(c, sizePx, turn, colour)
        if (turn !== null && mark.turns) c.rotate((turn * Math.PI) / 180)
        c.scale(sizePx / 12, sizePx / 12)
        c.translate(-6, -6)
        this.fill(c, look)
      }),
    )
  }

  label(text: string, colour: string): Sprite {
    return this.find(`${text}|${colour}`, () => {
      const width = Math.ceil(textWidth(text)) + 6
      return this.drawn(width, LABEL_PX, (c) => {
        c.font = LABEL_FONT
        c.textBaseline = 'middle'
        c.lineWidth = 3
        c.lineJoin = 'round'
        c.strokeStyle = this.palette.halo
        c.strokeText(text, 3, LABEL_PX / 2)
        c.fillStyle = colour
        c.fillText(text, 3, LABEL_PX / 2)
      })
    })
  }

  private fill(c: Pen, { mark, colour, stale }: SymbolLook): void {
    const shape = this.shapes.get(mark.path) ?? new Path2D(mark.path)
    this.shapes.set(mark.path, shape)
    const hollow = stale || mark.hollow === true
    c.lineWidth = hollow ? 1.6 : 2.4
    c.strokeStyle = hollow ? colour : this.palette.ground
    c.setLineDash(stale ? [2, 1.4] : [])
    c.stroke(shape)
    if (hollow) return
    c.fillStyle = colour
    c.fill(shape)
  }

  private tick(c: Pen, sizePx: number, turn: number, colour: string): void {
    const [angle, from] = [((turn - 90) * Math.PI) / 180, sizePx / 2]
    c.beginPath()
    c.moveTo(Math.cos(angle) * from, Math.sin(angle) * from)
    c.lineTo(Math.cos(angle) * (from + TICK_PX), Math.sin(angle) * (from + TICK_PX))
    c.lineWidth = 2
    c.strokeStyle = colour
    c.stroke()
  }

  private drawn(width: number, height: number, draw: (c: Pen, width: number) => void): Sprite {
    const ratio = this.ratio()
    const canvas = new OffscreenCanvas(Math.ceil(width * ratio), Math.ceil(height * ratio))
    const context = canvas.getContext('2d')!
    context.scale(ratio, ratio)
    draw(context, width)
    // A picture that never changes: a canvas would be looked at for changes each time it is copied.
    return { image: canvas.transferToImageBitmap(), width, height }
  }

  private find(key: string, make: () => Sprite): Sprite {
    const known = this.kept.get(key)
    if (known) return known
    if (this.kept.size >= KEPT_MAX) this.kept.clear()
    const made = make()
    this.kept.set(key, made)
    return made
  }
}

let ruler: CanvasRenderingContext2D | null = null

function textWidth(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d')!
  ruler.font = LABEL_FONT
  return ruler.measureText(text).width
}
