import { expect, test } from 'vitest'
import type { PositionRecord } from '@/live/frames'
import type { ChangesFrame } from '@/live/protocol'
import type { PastFix, ReplayFeed, ReplayPart } from '@/replay/feed'
import { ReplayPlayer, type ReplayScreen } from '@/replay/player'

const MINUTE = 60_000
const change = (at_ms: number): ChangesFrame => ({ type: 'changes', seq: at_ms, at_ms, calls: [], incidents: [], vehicles: [] })
const fix = (vehicle: number, at: number, lon: number): PastFix => [vehicle, at, at + 500, lon, 32, 40, 90]

const PARTS: readonly ReplayPart[] = [
  { type: 'start', from_ms: 0, to_ms: 3 * MINUTE, board: { seq: 0 } as never, fixes: [fix(1, -2000, 110)] },
  {
    type: 'minute', from_ms: 0, to_ms: MINUTE, changes: [change(10_000), change(20_000)], fixes: [fix(1, 30_000, 111)],
    log: [{ seq: 1, at_ms: 10_000, incident_id: 'I', kind: 'IncidentOpened', zh: '建立事件', en: 'opened' }],
  },
  { type: 'minute', from_ms: MINUTE, to_ms: 3 * MINUTE, changes: [change(90_000)], fixes: [fix(1, 100_000, 112)], log: [] },
  { type: 'end', passed_over: 2 },
]

const fed = (parts: readonly ReplayPart[]): ReplayFeed =>
  async function* () {
    yield* parts
  }

function stage() {
  const seen = { boards: 0, changes: [] as number[], positions: [] as PositionRecord[], nowMs: 0, paused: true }
  const screen: ReplayScreen = {
    showBoard: () => {
      seen.boards++
      seen.changes = []
    },
    showChanges: (frame) => seen.changes.push(frame.at_ms),
    showPositions: (records) => (seen.positions = records),
    showTime: (nowMs, _, paused) => Object.assign(seen, { nowMs, paused }),
    staleAfterS: () => 60,
  }
  return { seen, screen }
}

async function opened(parts = PARTS) {
  const { seen, screen } = stage()
  const player = new ReplayPlayer(fed(parts), screen)
  await player.open(0, 3 * MINUTE)
  return { seen, player }
}

test('it begins with the first moment, stands still, and knows how far it has read', async () => {
  const { seen, player } = await opened()
  expect(seen).toMatchObject({ boards: 1, changes: [], nowMs: 0, paused: true })
  expect(player.state).toMatchObject({ readyMs: 3 * MINUTE, reading: false, passedOver: 2 })
  expect(seen.positions).toMatchObject([{ index: 1, lon: 110, ageS: 2, stale: false }])
})

test('what happened is shown when its moment comes, at the speed that was chosen', async () => {
  const { seen, player } = await opened()
  for (let n = 0; n < 3; n++) player.turnSpeed(1)
  player.play(true)
  player.pass(1500)
  expect([seen.nowMs, seen.changes]).toEqual([15_000, [10_000]])
  player.pass(1600)
  expect(seen.changes).toEqual([10_000, 20_000])
  player.play(false)
  player.pass(60_000)
  expect(seen.nowMs).toBe(31_000)
})

test('a fix is shown from when it was received, and grows old like a live one', async () => {
  const { seen, player } = await opened()
  player.seek(30_400)
  expect(seen.positions[0]!.lon).toBe(110)
  player.seek(30_500)
  expect(seen.positions[0]).toMatchObject({ lon: 111, stale: false })
  player.seek(95_000)
  expect(seen.positions[0]).toMatchObject({ lon: 111, ageS: 65, stale: true })
})

test('going back begins anew and ends at the same board', async () => {
  const { seen, player } = await opened()
  player.seek(100_000)
  player.seek(15_000)
  expect([seen.boards, seen.changes, seen.nowMs]).toEqual([2, [10_000], 15_000])
})

test('steps lead from one thing that happened to the next, and back', async () => {
  const { seen, player } = await opened()
  const moments = [1, 1, 1, 1, -1, -1].map((way) => (player.step(way as 1 | -1), seen.nowMs))
  expect(moments).toEqual([10_000, 20_000, 90_000, 180_000, 90_000, 20_000])
  expect(seen.paused).toBe(true)
})

test('it never shows more than has been read, and stops at the end', async () => {
  const { seen, player } = await opened(PARTS.slice(0, 2))
  player.seek(2 * MINUTE)
  expect(seen.nowMs).toBe(MINUTE)
  const whole = await opened()
  whole.player.play(true)
  whole.player.pass(10 * MINUTE)
  expect(whole.player.state).toMatchObject({ playing: false, nowMs: 3 * MINUTE })
})

test('another stretch takes the place of one that is still being read', async () => {
  const { seen, screen } = stage()
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let asked = 0
  const player = new ReplayPlayer(async function* () {
    const mine = ++asked
    yield PARTS[0]!
    if (mine === 1) await held
    yield PARTS[1]!
  }, screen)
  const first = player.open(0, MINUTE)
  await new Promise((resolve) => setTimeout(resolve))
  await player.open(0, MINUTE)
  const before = player.state
  release()
  await first
  expect(player.state).toEqual(before)
  expect(seen.boards).toBe(2)
})
