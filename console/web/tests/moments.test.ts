import { expect, test } from 'vitest'
import { readRoadWords } from '@/command/roadWords'
import { readMoment } from '@/boards/moments'

/** 2026-11-22 15:30 in Beijing. */
const NOW = Date.UTC(2026, 10, 22, 7, 30)
const beijing = (said: string, later?: number) => {
  const ms = readMoment(said, NOW, later)
  return ms == null ? ms : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)
}

test.each([
  ['今天18:00', '2026-11-22T18:00'],
  ['明天 6:00', '2026-11-23T06:00'],
  ['today9:05', '2026-11-22T09:05'],
  ['１８：００', '2026-11-22T18:00'],
  ['9:00', '2026-11-23T09:00'],
  ['11-25 24:00', '2026-11-26T00:00'],
  ['01-02 8:00', '2027-01-02T08:00'],
  ['2027/3/1 8:00', '2027-03-01T08:00'],
  ['+2h', '2026-11-22T17:30'],
  ['+30分', '2026-11-22T16:00'],
  ['+1天', '2026-11-23T15:30'],
  ['现在', '2026-11-22T15:30'],
])('%s is a time in Beijing', (said, meant) => {
  expect(beijing(said)).toBe(meant)
})

test('an end counts from the beginning, wherever the browser is', () => {
  expect(beijing('+2h', NOW + 24 * 3_600_000)).toBe('2026-11-23T17:30')
  expect(beijing('6:00', NOW + 24 * 3_600_000)).toBe('2026-11-24T06:00')
})

test('nothing said is no time, and what nobody can read is told apart from it', () => {
  expect(readMoment(' ', NOW)).toBeNull()
  for (const said of ['25:00', '18:60', '02-30 8:00', '下周', '+x', '18']) {
    expect(readMoment(said, NOW)).toBeUndefined()
  }
})

const posts = (road: string, from_km: number, to_km: number, bound = 'both') => ({
  type: 'posts',
  road,
  from_km,
  to_km,
  bound,
})

test('a road between two posts is read with its times and its share of the speed', () => {
  expect(readRoadWords('封路 G209 K1234+500-K1236')?.shape).toEqual(posts('G209', 1234.5, 1236))
  expect(readRoadWords('/fl 209国道 1234至1236 今天18:00 +2h')).toMatchObject({
    kind: 'closed',
    shape: posts('209国道', 1234, 1236),
    from: '今天18:00',
    until: '+2h',
  })
  expect(readRoadWords('慢行 福银高速 K105~K110 50% +3h')).toMatchObject({
    kind: 'slow',
    factor: 0.5,
    shape: posts('福银高速', 105, 110),
    until: '+3h',
  })
})

test('an arrow means that direction only', () => {
  expect(readRoadWords('封路 G70 K10→K12')?.shape).toMatchObject({ bound: 'growing' })
  expect(readRoadWords('close G70 K12>K10')?.shape).toMatchObject({ bound: 'falling' })
})

test('only the word closes what is pointed at; other words are no order', () => {
  for (const word of ['封路', '封', 'fengl', 'FL', 'close ro']) {
    expect(readRoadWords(word)).toMatchObject({ kind: 'closed', shape: null, rest: '' })
  }
  expect(readRoadWords('封路 人民路')).toMatchObject({ shape: null, rest: '人民路' })
  for (const words of ['', '封江镇', 'flat', 'G209 K1234', 'cl']) expect(readRoadWords(words)).toBeNull()
})
