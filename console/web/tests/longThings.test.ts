import { describe, expect, it } from 'vitest'
import { isUnread } from '@/boards/unread'
import { cut, hoursOf, PAGE } from '@/boards/longLog'
import { nextNumber } from '@/offline/numbers'
import { unticked, written } from '@/shift/shifts'

const MINUTE = 60_000
const EIGHT = Math.floor(1_800_000_000_000 / 3_600_000) * 3_600_000
const lines = Array.from({ length: 200 }, (_, n) => ({ atMs: EIGHT + n * MINUTE, text: n % 50 ? `line ${n}` : `派车 ${n}`, by: '李' }))
const whole = { words: '', pages: 1, fromMs: null }

describe('a log of two hundred lines', () => {
  it('shows what happened last, and says how much came before', () => {
    const shown = cut(lines, whole)
    expect(shown.lines).toHaveLength(PAGE)
    expect(shown.lines.at(-1)).toBe(lines.at(-1))
    expect([shown.earlier, shown.later]).toEqual([200 - PAGE, 0])
    expect(cut(lines, { ...whole, pages: 4 }).earlier).toBe(0)
  })

  it('is found by words and read on from an hour', () => {
    expect(cut(lines, { ...whole, words: '派车' }).lines.map(({ text }) => text)).toEqual(['派车 0', '派车 50', '派车 100', '派车 150'])
    const from = cut(lines, { ...whole, fromMs: EIGHT + 60 * MINUTE })
    expect(from.lines[0]!.atMs).toBe(EIGHT + 60 * MINUTE)
    expect(from.later).toBe(140 - PAGE)
    expect(hoursOf(lines)).toHaveLength(4)
  })

  it('is empty from an hour after its end, and breaks nothing', () => {
    expect(cut(lines, { ...whole, fromMs: EIGHT + 999 * MINUTE })).toEqual({ lines: [], earlier: 0, later: 0 })
    expect(cut([], whole)).toEqual({ lines: [], earlier: 0, later: 0 })
  })
})

describe('numbers of slips without a server', () => {
  const book = { id: 'b', unit: '420300', seat: '1', first: 11, last: 13, entered: 1, issued_ms: 0 }
  const slip = { key: 'k', unit: '420300', writtenMs: 0, vehicle: '', number: '', address: '', complaint: '', urgency: '' }

  it('are the next ones drawn, none twice, none of another unit', () => {
    expect(nextNumber([book], [], '420300')).toBe(12)
    expect(nextNumber([book], [{ ...slip, slip: 12 }], '420300')).toBe(13)
    expect(nextNumber([book], [{ ...slip, slip: 12 }, { ...slip, slip: 13, key: 'l' }], '420300')).toBeNull()
    expect(nextNumber([book], [], '420304')).toBeNull()
  })
})

describe('what waits for a person', () => {
  it('is a message to this unit that nobody here has read', () => {
    const message = { to_kind: 'unit', to_id: 'A', to_unit: 'A', by: { unit: 'B' }, readings: [] }
    expect(isUnread(message, 'A')).toBe(true)
    expect(isUnread(message, 'B')).toBe(false)
    expect(isUnread({ ...message, readings: [{ by: { user: 'x', unit: 'A' } }] }, 'A')).toBe(false)
  })

  it('is every open item that was not ticked; empty notes go nowhere', () => {
    const item = { key: 'a', kind: 'event', record_id: '1', since_ms: 0, about: '', mine: true, note: '' }
    expect(unticked([item, { ...item, key: 'b' }], new Set(['a', 'gone'])).map(({ key }) => key)).toEqual(['b'])
    expect(written({ a: ' ', b: '盯住' })).toEqual({ b: '盯住' })
  })
})
