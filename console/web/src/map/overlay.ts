/**
 * Symbols on two plain canvases above the map: what stands still is drawn when something changes, what
 * moves at every step. The map itself rests while the vehicles glide, and a desk without a graphics
 * card stays usable: the more a frame costs, the fewer are drawn.
 */
import type { Map as BaseMap } from 'maplibre-gl'
import { anyMoving, pointAt } from '@/live/positions'
import { drawGround } from '@/map/ground'
import type { Palette } from '@/map/palette'
import { isIn, toPixels, type View, viewOf } from '@/map/projection'
import { EMPTY_SCENE, type EventSymbol, type Scene, type VehicleSymbol } from '@/map/scene'
import { LABEL_PX, type Sprite, Sprites, turned } from '@/map/sprites'
import { heaped, type Placed, TakenGround } from '@/map/thinning'

const FRAME_MS = 50
/** Moving symbols may have this share of the machine's time at most. */
const SHARE_MAX = 0.25
const NUMERALS = { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ' } as const
const EVENT_FONT = '700 12px "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
const HIT_PX = 12
const HEAP_PX = 14
const LABELS_MAX = 250
const EDGE_PX = 26
const MOVING_KMH = 5

export interface Hit {
  kind: 'vehicle' | 'incident' | 'call'
  id: string
}

interface PlacedVehicle extends Placed {
  symbol: VehicleSymbol
}

export class Overlay {
  private readonly ground: CanvasRenderingContext2D
  private readonly context: CanvasRenderingContext2D
  private readonly sprites: Sprites
  private readonly taken = new TakenGround()
  private hits: { x: number; y: number; hits: Hit[] }[] = []
  private scene: Scene = EMPTY_SCENE
  private asked = 0
  private timer = 0
  private view: View

  constructor(
    private readonly map: BaseMap,
    below: HTMLCanvasElement,
    above: HTMLCanvasElement,
    private palette: Palette,
    private readonly readScene: () => Scene,
  ) {
    this.ground = below.getContext('2d')!
    this.context = above.getContext('2d')!
    this.sprites = new Sprites(palette)
    this.view = viewOf(map)
    map.on('render', this.draw)
    map.on('resize', this.fit)
    this.fit()
    this.step()
  }

  stop(): void {
    window.clearTimeout(this.timer)
    cancelAnimationFrame(this.asked)
    this.map.off('render', this.draw)
    this.map.off('resize', this.fit)
  }

  paint(palette: Palette): void {
    this.palette = palette
    this.sprites.paint(palette)
    this.refresh()
  }

  /** Something changed that is no movement: a state, a selection, a new incident. */
  refresh(): void {
    if (this.asked) return
    this.asked = requestAnimationFrame(() => {
      this.asked = 0
      this.scene = this.readScene()
      this.draw()
    })
  }

  /** What is under a point; of a heap the one after the chosen, so that clicks go through all of it. */
  find(x: number, y: number, chosen: string | null = null): Hit | null {
    let best: readonly Hit[] = []
    let least = HIT_PX
    for (const one of this.hits) {
      const distance = Math.hypot(one.x - x, one.y - y)
      if (distance < least) [best, least] = [one.hits, distance]
    }
    const at = best.findIndex((hit) => hit.id === chosen)
    return best[(at + 1) % best.length] ?? null
  }

  private readonly step = (): void => {
    const began = performance.now()
    if (!document.hidden && anyMoving(began)) this.drawMoving()
    const spent = performance.now() - began
    this.timer = window.setTimeout(this.step, Math.max(FRAME_MS - spent, spent / SHARE_MAX - spent))
  }

  private readonly fit = (): void => {
    const { clientWidth, clientHeight } = this.map.getContainer()
    const ratio = window.devicePixelRatio || 1
    for (const { canvas } of [this.ground, this.context]) {
      canvas.width = Math.round(clientWidth * ratio)
      canvas.height = Math.round(clientHeight * ratio)
    }
    this.draw()
  }

  private readonly draw = (): void => {
    this.view = viewOf(this.map)
    this.clear(this.ground)
    drawGround(this.ground, this.scene, this.view, this.palette)
    this.drawMoving()
  }

  private clear(c: CanvasRenderingContext2D): void {
    const ratio = window.devicePixelRatio || 1
    c.setTransform(ratio, 0, 0, ratio, 0, 0)
    c.clearRect(0, 0, this.view.width, this.view.height)
  }

  private drawMoving(): void {
    this.clear(this.context)
    this.taken.clear(this.view.width, this.view.height)
    this.hits = []
    const [resting, loud] = this.place(performance.now())
    for (const heap of heaped(resting, HEAP_PX, this.view.left, this.view.top)) {
      const [first] = heap.members
      this.drawVehicle(first!, heap.x, heap.y)
      const hits = heap.members.map(({ id }): Hit => ({ kind: 'vehicle', id }))
      this.hits.push({ x: heap.x, y: heap.y, hits })
      if (heap.members.length > 1) this.stamp(this.sprites.label(`${heap.members.length}`, this.palette.label), heap.x + 5, heap.y - 14)
    }
    for (const one of loud) {
      this.drawVehicle(one, one.x, one.y)
      this.hits.push({ x: one.x, y: one.y, hits: [{ kind: 'vehicle', id: one.id }] })
    }
    for (const event of this.scene.events) this.drawEvent(event)
    this.writeNames(loud)
  }

  /** Vehicles on the screen: those that rest and may be heaped, and those that are looked for. */
  private place(nowMs: number): [PlacedVehicle[], PlacedVehicle[]] {
    const [resting, loud]: [PlacedVehicle[], PlacedVehicle[]] = [[], []]
    for (const symbol of this.scene.vehicles) {
      const at = toPixels(this.view, pointAt(symbol.track, nowMs))
      const here = isIn(this.view, at.x, at.y)
      if (symbol.ringed && !here) this.pointTo(at, symbol.name, this.palette.focus)
      if (!here) continue
      const quiet = symbol.parked && !symbol.ringed
      const placed = { x: at.x, y: at.y, id: symbol.id, alike: symbol.alike, symbol }
      ;(quiet ? resting : loud).push(placed)
    }
    return [resting, loud]
  }

  private drawVehicle({ symbol }: PlacedVehicle, x: number, y: number): void {
    const { track, mark, tone, stale, ringed, parked } = symbol
    const { zoom } = this.view
    const sizePx = !parked || ringed ? 14 : zoom < 9 ? 6 : zoom < 11 ? 10 : 12
    if (ringed) this.ring(x, y, 12, this.palette.focus)
    const heads = mark.turns || (track.speedKmh >= MOVING_KMH && !parked && !stale)
    const headingDeg = heads ? turned(track.headingDeg) : null
    const look = sizePx * 1000 + (headingDeg ?? -1)
    if (symbol.drawn?.look !== look)
      symbol.drawn = { look, sprite: this.sprites.symbol({ mark, colour: this.palette[tone], sizePx, stale, headingDeg }) }
    const { sprite } = symbol.drawn
    this.stamp(sprite, x - sprite.width / 2, y - sprite.height / 2)
  }

  private stamp({ image, width, height }: Sprite, x: number, y: number): void {
    this.context.drawImage(image, x, y, width, height)
  }

  /** From the most important to the least, each only where there is room. */
  private writeNames(loud: readonly PlacedVehicle[]): void {
    if (!this.scene.names) return
    const { zoom } = this.view
    let written = 0
    for (let n = loud.length - 1; n >= 0 && written < LABELS_MAX; n--) {
      const { symbol, x, y } = loud[n]!
      const wanted = symbol.ringed || symbol.tone === 'focus' || zoom > 10
      if (!wanted || (!symbol.ringed && this.taken.at(x, y + 9 + LABEL_PX / 2))) continue
      const sprite = this.sprites.label(`${symbol.letter} ${symbol.name}`, this.palette[symbol.tone])
      const [left, top] = [x - sprite.width / 2, y + 9]
      if (!this.taken.take(left, top, sprite.width, sprite.height) && !symbol.ringed) continue
      this.stamp(sprite, left, top)
      written++
    }
  }

  private drawEvent(event: EventSymbol): void {
    const { x, y } = toPixels(this.view, [event.lon, event.lat])
    if (!isIn(this.view, x, y)) {
      if (event.ringed) this.pointTo({ x, y }, event.kind === 'call' ? '呼' : '事件', this.palette.focus)
      return
    }
    const c = this.context
    const strong = event.look === 'now' ? this.palette.now : this.palette.ink
    const filled = event.look !== 'responding'
    if (event.ringed) this.ring(x, y, 15, this.palette.focus)
    c.save()
    c.translate(x, y)
    c.beginPath()
    if (event.kind === 'call') c.arc(0, 0, 9, 0, 2 * Math.PI)
    else c.rect(-9, -9, 18, 18)
    c.fillStyle = filled ? strong : this.palette.panel
    c.fill()
    c.lineWidth = 1.5
    c.strokeStyle = filled ? this.palette.ground : strong
    c.stroke()
    c.fillStyle = filled ? (event.look === 'now' ? '#ffffff' : this.palette.panel) : strong
    c.font = EVENT_FONT
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.fillText(event.kind === 'call' ? '呼' : event.urgency ? NUMERALS[event.urgency] : '?', 0, 1)
    c.restore()
    this.taken.take(x - 10, y - 10, 20, 20)
    this.hits.push({ x, y, hits: [{ kind: event.kind, id: event.id }] })
  }

  /** What is chosen and lies beyond the border of the map: an arrow at the border says where. */
  private pointTo({ x, y }: { x: number; y: number }, name: string, colour: string): void {
    const { width, height } = this.view
    const [dx, dy] = [x - width / 2, y - height / 2]
    const share = Math.min((width / 2 - EDGE_PX) / Math.abs(dx || 1), (height / 2 - EDGE_PX) / Math.abs(dy || 1))
    const [left, top] = [width / 2 + dx * share, height / 2 + dy * share]
    const c = this.context
    c.save()
    c.translate(left, top)
    c.rotate(Math.atan2(dy, dx))
    c.beginPath()
    c.moveTo(14, 0)
    c.lineTo(-4, -8)
    c.lineTo(-4, 8)
    c.closePath()
    c.fillStyle = colour
    c.fill()
    c.lineWidth = 1.5
    c.strokeStyle = this.palette.ground
    c.stroke()
    c.restore()
    const sprite = this.sprites.label(name, colour)
    this.stamp(sprite, Math.min(Math.max(4, left - sprite.width / 2), width - sprite.width - 4), top + (dy > 0 ? -28 : 12))
  }

  private ring(x: number, y: number, radius: number, colour: string): void {
    const c = this.context
    c.beginPath()
    c.arc(x, y, radius, 0, 2 * Math.PI)
    c.lineWidth = 2
    c.strokeStyle = colour
    c.stroke()
  }
}
