/**
 * Reads a PMTiles file (version 3, gzip) by byte ranges: header and root directory with the first one, then a
 * range for each tile. A hundred lines, because the library for it would cost the first screen ten times that.
 */

const FIRST_BYTES = 16_384
const DIRECTORIES_MAX = 64
const HOPS_MAX = 3

export interface Entry {
  id: number
  offset: number
  length: number
  /** How many tiles in a row share it; 0 for another directory. */
  run: number
}

interface Opened {
  root: Entry[]
  leavesAt: number
  tilesAt: number
  etag: string | null
}

/** Number of a tile: all coarser zooms first, then along the Hilbert curve. */
export function tileId(z: number, x: number, y: number): number {
  const side = 2 ** z
  let id = (side * side - 1) / 3
  for (let half = side / 2; half >= 1; half /= 2) {
    const [right, lower] = [(x & half) > 0, (y & half) > 0]
    id += half * half * (right ? (lower ? 2 : 3) : lower ? 1 : 0)
    if (!lower) {
      if (right) [x, y] = [side - 1 - x, side - 1 - y]
      ;[x, y] = [y, x]
    }
  }
  return id
}

export function readDirectory(bytes: Uint8Array): Entry[] {
  let at = 0
  const next = (): number => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  const entries: Entry[] = Array.from({ length: next() }, () => ({ id: 0, offset: 0, length: 0, run: 0 }))
  let id = 0
  for (const entry of entries) entry.id = id += next()
  for (const entry of entries) entry.run = next()
  for (const entry of entries) entry.length = next()
  let end = 0
  for (const entry of entries) {
    const told = next()
    entry.offset = told === 0 ? end : told - 1
    end = entry.offset + entry.length
  }
  return entries
}

/** The entry that a tile would be under, or nothing. */
export function findEntry(entries: readonly Entry[], id: number): Entry | undefined {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (entries[middle]!.id <= id) low = middle + 1
    else high = middle
  }
  const entry = entries[low - 1]
  return entry && (entry.run === 0 || id - entry.id < entry.run) ? entry : undefined
}

async function gunzip(bytes: ArrayBuffer): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

class Replaced extends Error {}

export class TileFile {
  private opened: Promise<Opened> | null = null
  private readonly leaves = new Map<number, Promise<Entry[]>>()

  constructor(private readonly address: string) {}

  /** The tile's content, unpacked; empty where the file has none. */
  async tile(z: number, x: number, y: number, signal?: AbortSignal): Promise<Uint8Array> {
    try {
      return await this.find(tileId(z, x, y), signal)
    } catch (error) {
      if (!(error instanceof Replaced)) throw error
      this.opened = null
      this.leaves.clear()
      return this.find(tileId(z, x, y), signal)
    }
  }

  private async find(id: number, signal?: AbortSignal): Promise<Uint8Array> {
    this.opened ??= this.open()
    this.opened.catch(() => (this.opened = null))
    const opened = await this.opened
    let entries = opened.root
    for (let hop = 0; hop <= HOPS_MAX; hop++) {
      const entry = findEntry(entries, id)
      if (!entry) break
      if (entry.run > 0) {
        const { bytes } = await this.range(opened.tilesAt + entry.offset, entry.length, opened.etag, signal)
        return gunzip(bytes)
      }
      entries = await this.leaf(opened, entry)
    }
    return new Uint8Array()
  }

  private leaf(opened: Opened, { offset, length }: Entry): Promise<Entry[]> {
    let leaf = this.leaves.get(offset)
    if (!leaf) {
      if (this.leaves.size >= DIRECTORIES_MAX) this.leaves.delete(this.leaves.keys().next().value!)
      leaf = this.range(opened.leavesAt + offset, length, opened.etag).then(async ({ bytes }) =>
        readDirectory(await gunzip(bytes)),
      )
      leaf.catch(() => this.leaves.delete(offset))
      this.leaves.set(offset, leaf)
    }
    return leaf
  }

  private async open(): Promise<Opened> {
    const { bytes, etag } = await this.range(0, FIRST_BYTES, null)
    const view = new DataView(bytes)
    if (view.getUint8(7) !== 3) throw new Error('PMTiles')
    const number = (at: number) => Number(view.getBigUint64(at, true))
    const root = bytes.slice(number(8), number(8) + number(16))
    return { root: readDirectory(await gunzip(root)), leavesAt: number(40), tilesAt: number(56), etag }
  }

  private async range(offset: number, length: number, known: string | null, signal?: AbortSignal) {
    const response = await fetch(this.address, {
      headers: { Range: `bytes=${offset}-${offset + length - 1}` },
      signal,
      // After a change the browser may still hold parts of the former file.
      cache: known ? 'default' : 'no-cache',
    })
    const etag = response.headers.get('ETag')
    if (known && ((response.ok && etag !== known) || response.status === 416)) throw new Replaced()
    if (response.status !== 206) throw new Error(`${response.status} ${this.address}`)
    return { bytes: await response.arrayBuffer(), etag }
  }
}
