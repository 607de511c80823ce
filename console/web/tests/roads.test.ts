import { expect, test } from 'vitest'
import { spread } from '@/map/roadMarks'
import { merged } from '@/stores/merge'

test('crosses stand evenly along a bent road', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 40, y: 0 },
    { x: 40, y: 40 },
  ]
  const spots = spread(line, 20)
  expect(spots.map(({ x, y }) => [x, y])).toEqual([
    [10, 0],
    [30, 0],
    [40, 10],
    [40, 30],
  ])
  expect(spots[3]!.angle).toBeCloseTo(Math.PI / 2)
})

test('a bridge shorter than the spacing still has its cross', () => {
  const bridge = [
    { x: 0, y: 0 },
    { x: 6, y: 0 },
  ]
  expect(spread(bridge, 26).map(({ x }) => x)).toEqual([3])
})

test('a road that is reopened leaves the screen', () => {
  const road = { id: 'R1' }
  expect([...merged(new Map([['R1', road]]), [], ['R1']).keys()]).toEqual([])
})
