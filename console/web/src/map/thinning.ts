/** Keeps a full map readable: parked vehicles of one spot become one symbol with their number, and a
 * label is written only where nothing more important stands. */

const CELL_PX = 8

/** Which ground of the screen is taken, in coarse squares; whoever asks first has it. */
export class TakenGround {
  private readonly cells = new Set<number>()

  clear(): void {
    this.cells.clear()
  }

  /** Takes a box if all of it is free. */
  take(left: number, top: number, width: number, height: number): boolean {
    const cells: number[] = []
    for (let row = Math.floor(top / CELL_PX); row * CELL_PX < top + height; row++)
      for (let column = Math.floor(left / CELL_PX); column * CELL_PX < left + width; column++) {
        const cell = row * 100_003 + column
        if (this.cells.has(cell)) return false
        cells.push(cell)
      }
    for (const cell of cells) this.cells.add(cell)
    return true
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
