/**
 * Moving symbols on a plain canvas above the map. Redrawing a few hundred of them costs about a
 * millisecond, while sending them through the map's tiles at the same pace would keep a desk
 * without a graphics card busy; so the map itself rests while the vehicles glide.
 */
import type { Map as BaseMap } from 'maplibre-gl'
import { anyMoving, pointAt } from '@/live/positions'
import type { Palette } from '@/map/palette'
import { drawRing, drawRoad } from '@/map/roadMarks'
import { type Doubt, EMPTY_SCENE, type EventSymbol, type Scene, type VehicleSymbol } from '@/map/scene'

const FRAME_MS = 50
const LABEL_FONT = '600 11px "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
const NUMERALS = { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ' } as const
const HIT_PX = 12
const METRES_PER_DEGREE = 111_320

export interface Hit {
  kind: 'vehicle' | 'incident' | 'call'
  id: string
}

export class Overlay {
  private readonly context: CanvasRenderingContext2D
  private readonly shapes = new Map<string, Path2D>()
  private hits: { x: number; y: number; hit: Hit }[] = []
  private scene: Scene = EMPTY_SCENE
  private asked = 0
  private timer = 0

  constructor(
    private readonly map: BaseMap,
    private readonly canvas: HTMLCanvasElement,
    private palette: Palette,
    private readonly readScene: () => Scene,
  ) {
    this.context = canvas.getContext('2d')!
    map.on('render', this.draw)
    map.on('resize', this.fit)
    this.fit()
    this.timer = window.setInterval(this.step, FRAME_MS)
  }

  stop(): void {
    window.clearInterval(this.timer)
    cancelAnimationFrame(this.asked)
    this.map.off('render', this.draw)
    this.map.off('resize', this.fit)
  }

  paint(palette: Palette): void {
    this.palette = palette
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

  find(x: number, y: number): Hit | null {
    let best: Hit | null = null
    let least = HIT_PX
    for (const one of this.hits) {
      const distance = Math.hypot(one.x - x, one.y - y)
      if (distance < least) [best, least] = [one.hit, distance]
    }
    return best
  }

  private readonly step = (): void => {
    if (!document.hidden && anyMoving(performance.now())) this.draw()
  }

  private readonly fit = (): void => {
    const { clientWidth, clientHeight } = this.map.getContainer()
    const ratio = window.devicePixelRatio || 1
    this.canvas.width = Math.round(clientWidth * ratio)
    this.canvas.height = Math.round(clientHeight * ratio)
    this.draw()
  }

  private readonly draw = (): void => {
    const now = performance.now()
    const ratio = window.devicePixelRatio || 1
    const c = this.context
    c.setTransform(ratio, 0, 0, ratio, 0, 0)
    c.clearRect(0, 0, this.canvas.width, this.canvas.height)
    this.hits = []
    const zoom = this.map.getZoom()
    for (const road of this.scene.roads) {
      const line = road.points.map((point) => this.map.project(point))
      drawRoad(c, line, road.look, this.palette)
    }
    drawRing(
      c,
      this.scene.ring.map((corner) => this.map.project(corner)),
      this.palette,
    )
    if (this.scene.doubt) this.drawDoubt(this.scene.doubt)
    for (const route of this.scene.routes) this.drawRoute(route.points, route.basis === 'estimate')
    for (const vehicle of this.scene.vehicles) this.drawVehicle(vehicle, now, zoom)
    for (const event of this.scene.events) this.drawEvent(event)
  }

  private inView(x: number, y: number): boolean {
    const { clientWidth, clientHeight } = this.map.getContainer()
    return x > -20 && y > -20 && x < clientWidth + 20 && y < clientHeight + 20
  }

  private shape(path: string): Path2D {
    let shape = this.shapes.get(path)
    if (!shape) this.shapes.set(path, (shape = new Path2D(path)))
    return shape
  }

  private drawDoubt({ lon, lat, radiusM }: Doubt): void {
    const centre = this.map.project([lon, lat])
    const radius = centre.y - this.map.project([lon, lat + radiusM / METRES_PER_DEGREE]).y
    const c = this.context
    c.save()
    c.beginPath()
    c.arc(centre.x, centre.y, radius, 0, 2 * Math.PI)
    c.fillStyle = this.palette.focus
    c.globalAlpha = 0.12
    c.fill()
    c.globalAlpha = 1
    c.setLineDash([6, 4])
    c.lineWidth = 1.2
    c.strokeStyle = this.palette.focus
    c.stroke()
    c.restore()
  }

  /** A way on real roads is a line; a straight guess is dashed. */
  private drawRoute(points: readonly [number, number][], guessed: boolean): void {
    const c = this.context
    const line = new Path2D()
    for (const point of points) {
      const { x, y } = this.map.project(point)
      line.lineTo(x, y)
    }
    c.save()
    c.lineJoin = 'round'
    c.lineWidth = 6
    c.strokeStyle = this.palette.ground
    c.stroke(line)
    c.setLineDash(guessed ? [8, 6] : [])
    c.lineWidth = 2.5
    c.strokeStyle = this.palette.focus
    c.stroke(line)
    c.restore()
  }

  private drawVehicle(vehicle: VehicleSymbol, nowMs: number, zoom: number): void {
    const { track, mark, tone, stale, ringed } = vehicle
    const { x, y } = this.map.project(pointAt(track, nowMs))
    if (!this.inView(x, y)) return
    const loud = tone === 'busy' || tone === 'focus' || ringed
    const size = loud ? 14 : zoom < 9 ? 6 : zoom < 11 ? 10 : 12
    const colour = this.palette[tone]
    const c = this.context
    c.save()
    c.translate(x, y)
    if (ringed) this.ring(11, this.palette.focus)
    if (mark.turns) c.rotate((track.headingDeg * Math.PI) / 180)
    c.scale(size / 12, size / 12)
    c.translate(-6, -6)
    const hollow = stale || mark.hollow === true
    c.lineWidth = hollow ? 1.6 : 2.4
    c.strokeStyle = hollow ? colour : this.palette.ground
    c.setLineDash(stale ? [2, 1.4] : [])
    c.stroke(this.shape(mark.path))
    if (!hollow) {
      c.fillStyle = colour
      c.fill(this.shape(mark.path))
    }
    c.restore()
    this.hits.push({ x, y, hit: { kind: 'vehicle', id: vehicle.id } })
    const parked = tone === 'idle' || tone === 'away'
    if (ringed || tone === 'focus' || (!parked && zoom > 10)) this.label(vehicle.name, x, y + 12, colour)
  }

  private drawEvent(event: EventSymbol): void {
    const { x, y } = this.map.project([event.lon, event.lat])
    if (!this.inView(x, y)) return
    const c = this.context
    const strong = event.look === 'now' ? this.palette.now : this.palette.ink
    const filled = event.look !== 'responding'
    c.save()
    c.translate(x, y)
    if (event.ringed) this.ring(15, this.palette.focus)
    c.beginPath()
    if (event.kind === 'call') c.arc(0, 0, 9, 0, 2 * Math.PI)
    else c.rect(-9, -9, 18, 18)
    c.fillStyle = filled ? strong : this.palette.panel
    c.fill()
    c.lineWidth = 1.5
    c.strokeStyle = filled ? this.palette.ground : strong
    c.stroke()
    c.fillStyle = filled ? (event.look === 'now' ? '#ffffff' : this.palette.panel) : strong
    c.font = '700 12px "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.fillText(event.kind === 'call' ? '呼' : event.urgency ? NUMERALS[event.urgency] : '?', 0, 1)
    c.restore()
    this.hits.push({ x, y, hit: { kind: event.kind, id: event.id } })
  }

  private ring(radius: number, colour: string): void {
    const c = this.context
    c.beginPath()
    c.arc(0, 0, radius, 0, 2 * Math.PI)
    c.lineWidth = 2
    c.strokeStyle = colour
    c.stroke()
  }

  private label(text: string, x: number, y: number, colour: string): void {
    const c = this.context
    c.font = LABEL_FONT
    c.textAlign = 'center'
    c.textBaseline = 'top'
    c.lineWidth = 3
    c.lineJoin = 'round'
    c.strokeStyle = this.palette.halo
    c.strokeText(text, x, y)
    c.fillStyle = colour
    c.fillText(text, x, y)
  }
}
