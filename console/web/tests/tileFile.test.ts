import { expect, test } from 'vitest'
import { findEntry, readDirectory, tileId } from '@/map/tileFile'

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])
const directory = (...columns: number[]) => Uint8Array.from(columns.flatMap(varint))

test('a tile has the number that the Python library gives it', () => {
  const known: [number, number, number, number][] = [[0, 0, 0, 0], [1, 0, 1, 2], [1, 1, 1, 3], [1, 1, 0, 4], [2, 3, 0, 20], [4, 13, 3, 331], [12, 3423, 1763, 19078479], [14, 13381, 6619, 304527665]]
  for (const [z, x, y, id] of known) expect(tileId(z, x, y)).toBe(id)
})

test('a directory tells ids as steps, and offsets only where they do not follow', () => {
  const bytes = directory(3, /* ids */ 5, 1, 300, /* runs */ 1, 2, 0, /* lengths */ 10, 20, 30, /* offsets */ 1, 0, 1001)
  expect(readDirectory(bytes)).toEqual([
    { id: 5, run: 1, length: 10, offset: 0 },
    { id: 6, run: 2, length: 20, offset: 10 },
    { id: 306, run: 0, length: 30, offset: 1000 },
  ])
})

test('a tile is found in a run, beyond the last directory, and nowhere in a gap', () => {
  const entries = readDirectory(directory(3, 5, 1, 300, 1, 2, 0, 10, 20, 30, 1, 0, 1001))
  expect(findEntry(entries, 4)).toBeUndefined()
  expect(findEntry(entries, 7)?.id).toBe(6)
  expect(findEntry(entries, 8)).toBeUndefined()
  expect(findEntry(entries, 999)?.offset).toBe(1000)
  expect(findEntry([], 1)).toBeUndefined()
})

test('a large offset is read to the last digit', () => {
  expect(readDirectory(directory(1, 0, 1, 7, 2 ** 40 + 1))[0]!.offset).toBe(2 ** 40)
})
