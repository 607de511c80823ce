/** Keeps a full map readable: parked vehicles of one spot become one symbol with their number, and a
 * label is written only where nothing more important stands. */

const CELL_PX = 8

/** Which ground of the screen is taken, in coarse squares; whoever asks first has it. Beyond the screen all is free. */
export class TakenGround {
  private columns = 0
  private cells = new Uint8Array(0)

  clear(width: number, height: number): void {
    this.columns = Math.ceil(width / CELL_PX)
    const count = this.columns * Math.ceil(height / CELL_PX)
    if (this.cells.length === count) this.cells.fill(0)
    else this.cells = new Uint8Array(count)
  }

  /** Takes a box if all of it is free. */
  take(left: number, top: number, width: number, height: number): boolean {
    const [right, bottom] = [Math.ceil((left + width) / CELL_PX), Math.ceil((top + height) / CELL_PX)]
    const [first, last] = [Math.max(0, Math.floor(left / CELL_PX)), Math.min(this.columns, right)]
    const highest = Math.max(0, Math.floor(top / CELL_PX))
    for (let row = highest; row < bottom; row++)
      for (let column = first; column < last; column++) if (this.cells[row * this.columns + column]) return false
    for (let row = highest; row < bottom; row++)
      for (let column = first; column < last; column++) this.cells[row * this.columns + column] = 1
    return true
  }

  /** Whether something stands at a point: nothing around it will find room. */
  at(x: number, y: number): boolean {
    if (x < 0 || y < 0 || x >= this.columns * CELL_PX) return false
    return this.cells[Math.floor(y / CELL_PX) * this.columns + Math.floor(x / CELL_PX)] === 1
  }
}

export interface Placed {
  id: string
  /** What looks alike may be counted together. */
  alike: string
  x: number
  y: number
}

export interface Heap<T> {
  x: number
  y: number
  members: T[]
}

/**
 * Heaps of what looks alike within one square of the ground; different heaps of a square stand side by side.
 * Squares are counted from the world's corner, so that a heap does not change while the map is moved.
 */
export function heaped<T extends Placed>(items: Iterable<T>, cellPx: number, left: number, top: number): Heap<T>[] {
  const heaps = new Map<string, Heap<T>>()
  const beside = new Map<string, number>()
  for (const item of items) {
    const cell = `${Math.floor((item.x + left) / cellPx)},${Math.floor((item.y + top) / cellPx)}`
    const known = heaps.get(`${cell} ${item.alike}`)
    if (known) {
      known.members.push(item)
      continue
    }
    const nth = beside.get(cell) ?? 0
    beside.set(cell, nth + 1)
    heaps.set(`${cell} ${item.alike}`, { x: item.x + nth * cellPx, y: item.y, members: [item] })
  }
  return [...heaps.values()]
}
