import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '@/api/client'
import { Outbox, type Press, type PressShelf, SETTLED_MAX, WAITING_MAX } from '@/field/outbox'
import { statusPress } from '@/field/presses'

class Drawer implements PressShelf {
  readonly kept = new Map<string, Press>()
  all = async () => [...this.kept.values()].reverse()
  put = async (press: Press) => void this.kept.set(press.key, press)
  drop = async (keys: string[]) => keys.forEach((key) => this.kept.delete(key))
}

const failing = (status: number) => new ApiError({ status, code: `s${status}`, detail: `回答 ${status}` })
const press = (state: string, atMs: number) => statusPress('T1', state, atMs)

let [drawer, sent, answers, loggedOut]: [Drawer, Press[], (() => unknown)[], number] = [new Drawer(), [], [], 0]

function outbox(): Outbox {
  let keys = drawer.kept.size
  const send = async (one: Press) => {
    sent.push(one)
    const answer = (answers.shift() ?? (() => ({ seq: 7 })))()
    if (answer instanceof Error) throw answer
    return answer as { seq: number }
  }
  const box = new Outbox(drawer, send, () => `k${++keys}`, () => undefined, () => (loggedOut += 1))
  box.belongTo('crew-V001')
  return box
}

beforeEach(() => {
  vi.useFakeTimers()
  ;[drawer, sent, answers, loggedOut] = [new Drawer(), [], [], 0]
})
afterEach(() => vi.useRealTimers())

test('presses go out in the order they were made, each with its own time and key', async () => {
  const box = outbox()
  await box.add(press('acked', 100))
  await box.add(press('en_route', 200))
  expect(await box.flush()).toBe('empty')
  expect(sent.map(({ key, body }) => [key, body['at_ms'], body['keep']])).toEqual([
    ['k1', 100, true],
    ['k2', 200, true],
  ])
})

test('without a network they wait, and every later try carries the same key', async () => {
  const box = outbox()
  answers = [() => failing(0), () => failing(503)]
  await box.add(press('acked', 100))
  expect(await box.flush()).toBe('later')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent.map(({ key }) => key)).toEqual(['k1', 'k1', 'k1'])
  expect(box.waiting).toEqual([])
})

test('a press that nobody answered holds back those behind it', async () => {
  const box = outbox()
  answers = [() => failing(0)]
  await box.add(press('acked', 100))
  await box.add(press('en_route', 200))
  await box.flush()
  expect(sent.map(({ state }) => state)).toEqual(['acked'])
  box.stop()
})

test('what waits survives a restart of the phone, in order', async () => {
  const before = outbox()
  await before.add(press('acked', 100))
  await before.add(press('en_route', 200))
  const after = outbox()
  await after.load()
  await after.flush()
  expect(sent.map(({ state, body }) => [state, body['at_ms']])).toEqual([
    ['acked', 100],
    ['en_route', 200],
  ])
})

test('a refusal is shown with its reason, stays in the history and lets the next one through', async () => {
  const box = outbox()
  answers = [() => failing(409)]
  await box.add(press('acked', 100))
  await box.add(press('en_route', 200))
  await box.flush()
  const [refused, delivered] = box.presses
  expect([refused?.outcome, refused?.problem?.detail, refused?.told]).toEqual(['refused', '回答 409', false])
  expect([delivered?.outcome, delivered?.seq]).toEqual(['delivered', 7])
})

test('what the desk kept without effect says why, until the crew has been told', async () => {
  const box = outbox()
  answers = [() => ({ seq: 9, kept: 'task_ended' })]
  await box.add(press('en_route', 100))
  await box.flush()
  expect([box.presses[0]?.outcome, box.presses[0]?.why, box.presses[0]?.told]).toEqual(['kept', 'task_ended', false])
  await box.tell(['k1'])
  expect(drawer.kept.get('k1')?.told).toBe(true)
})

test('an expired login loses nothing: it asks for the login and goes on afterwards', async () => {
  const box = outbox()
  answers = [() => failing(401)]
  await box.add(press('acked', 100))
  expect(await box.flush()).toBe('login')
  expect([loggedOut, box.waiting.length]).toEqual([1, 1])
  await box.flush()
  expect(box.waiting).toEqual([])
})

test('another crew on the same phone does not send what the first one pressed', async () => {
  const box = outbox()
  await box.add(press('acked', 100))
  box.belongTo('crew-V002')
  await box.flush()
  expect([sent.length, box.waiting.length, box.foreign.length]).toEqual([0, 0, 1])
})

test('a full queue keeps what came first and refuses the new press aloud', async () => {
  const box = outbox()
  for (let n = 0; n < WAITING_MAX; n++) expect(await box.add(press('acked', n))).toBe(true)
  expect(await box.add(press('en_route', 999))).toBe(false)
  expect([box.waiting.length, box.waiting[0]?.at_ms]).toEqual([WAITING_MAX, 0])
})

test('the history is bounded, but not by what nobody has been told of', async () => {
  const box = outbox()
  answers = [() => failing(422)]
  for (let n = 0; n < SETTLED_MAX + 20; n++) await box.add(press('acked', n))
  await box.flush()
  expect(box.presses.length).toBe(SETTLED_MAX)
  expect(box.presses[0]?.outcome).toBe('refused')
  expect(drawer.kept.size).toBe(SETTLED_MAX)
})

test('a fault that meets the same press again and again sets it aside, visibly', async () => {
  const box = outbox()
  answers = Array.from({ length: 9 }, () => () => failing(500))
  await box.add(press('acked', 100))
  await box.flush()
  await vi.advanceTimersByTimeAsync(600_000)
  expect([sent.length, box.presses[0]?.outcome]).toEqual([9, 'refused'])
})
