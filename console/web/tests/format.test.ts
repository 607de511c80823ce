import { expect, test } from 'vitest'
import { clockTime, metres, minutesSeconds, shortAge, shortId, sinceMs } from '@/boards/format'

test('durations read as a stopwatch does', () => {
  expect(minutesSeconds(0)).toBe('0:00')
  expect(minutesSeconds(194)).toBe('3:14')
  expect(minutesSeconds(3725)).toBe('1:02:05')
  expect(minutesSeconds(-4)).toBe('0:00')
  expect(sinceMs(1000, 61_900)).toBe('1:00')
})

test('ages stand in their largest unit', () => {
  expect([shortAge(8), shortAge(150), shortAge(9000)]).toEqual(['8s', '3m', '3h'])
})

test('the clock is Beijing time wherever the browser is', () => {
  expect(clockTime(Date.UTC(2026, 10, 21, 16, 5, 9))).toBe('00:05:09')
})

test('distances and numbers are short enough to say', () => {
  expect([metres(340), metres(1540)]).toEqual(['340 m', '1.5 km'])
  expect(shortId('20261122-420300-0012')).toBe('0012')
})
