import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LineHub, type ToWindow } from '@/live/hub'
import { LagMeter } from '@/live/lag'
import { BoardMirror } from '@/live/mirror'
import type { ChangesFrame, SnapshotFrame, TickFrame } from '@/live/protocol'
import { call, incident } from './build'

const clock = { simulated: false, speed: 1, paused: false }
const snapshot = (over: Partial<SnapshotFrame> = {}): SnapshotFrame =>
  ({ type: 'snapshot', epoch: 'E', seq: 5, now_ms: 1000, clock, calls: [call({ id: 'C1' })], incidents: [], vehicles: [], restrictions: [], ...over }) as SnapshotFrame
const changes = (over: Partial<ChangesFrame>): ChangesFrame =>
  ({ type: 'changes', seq: 6, at_ms: 2000, calls: [], incidents: [], vehicles: [], ...over }) as ChangesFrame
const tick = (over: Partial<TickFrame> = {}): TickFrame => ({ type: 'tick', now_ms: 9000, sent_ms: Date.now(), clock, seq: 6, clients: 1, ...over })

test('a window that comes later is told the board as it is now, not as it began', () => {
  const mirror = new BoardMirror()
  expect(mirror.told().frames).toEqual([])
  mirror.hear(snapshot({ vehicles: [{ id: 'V1', state: 'available_station', fix: { lon: 110 } }] as never }))
  mirror.hear(changes({ incidents: [incident({ id: 'I1' })], removed: { calls: ['C1'] } }))
  mirror.hear(changes({ vehicles: [{ id: 'V1', state: 'assigned' }] as never, seats: [{ id: 'city' }] } as never))
  mirror.hear({ type: 'alarm', code: 'a', zh: '', en: '', active: true, since_ms: 0 } as never)
  mirror.hear(tick())
  const [told, alarm] = mirror.told().frames as [SnapshotFrame & { seats: unknown[] }, unknown]
  expect([told.seq, told.now_ms, told.calls, told.incidents.map(({ id }) => id)]).toEqual([6, 9000, [], ['I1']])
  expect(told.vehicles[0]).toMatchObject({ state: 'assigned', fix: { lon: 110 } })
  expect([told.seats, (alarm as { code: string }).code]).toEqual([[{ id: 'city' }], 'a'])
  expect(mirror.cursor).toEqual({ epoch: 'E', seq: 6 })
})

/** The server's end, as a browser's websocket shows it. */
class Wire {
  static open: Wire[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  said: string[] = []
  closed = false
  constructor(readonly url: string) {
    Wire.open.push(this)
  }
  send(text: string) {
    this.said.push(text)
  }
  close() {
    this.closed = true
  }
  tell(frame: unknown) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  Wire.open = []
  vi.stubGlobal('WebSocket', Wire)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function joined(hub: LineHub, who: string) {
  const heard: ToWindow[] = []
  hub.hear(who, { kind: 'attach', url: 'ws://x/live' }, (message) => heard.push(message))
  return {
    heard,
    frames: () => heard.flatMap((one) => (one.kind === 'frame' ? [one] : [])),
    hears: () => hub.hear(who, { kind: 'heard' }, (message) => heard.push(message)),
    bye: () => hub.hear(who, { kind: 'bye' }, () => undefined),
  }
}

test('three windows have one line to the server, hear the same lag, and the last one closes it', () => {
  const hub = new LineHub()
  const [one, two] = [joined(hub, 'one'), joined(hub, 'two')]
  Wire.open[0]!.onopen?.()
  Wire.open[0]!.tell(snapshot())
  const three = joined(hub, 'three')
  expect(Wire.open).toHaveLength(1)
  expect(three.frames()[0]?.frame.type).toBe('snapshot')
  Wire.open[0]!.tell(tick({ sent_ms: Date.now() - 120 }))
  expect([one, two, three].map((each) => each.frames().at(-1)?.lagMs)).toEqual([120, 120, 120])
  one.bye()
  two.bye()
  expect(Wire.open[0]!.closed).toBe(false)
  three.bye()
  expect(Wire.open[0]!.closed).toBe(true)
})

test('a frozen window is sent nothing more, and everything anew when it speaks again', () => {
  const hub = new LineHub()
  const [awake, frozen] = [joined(hub, 'awake'), joined(hub, 'frozen')]
  Wire.open[0]!.tell(snapshot())
  for (let n = 0; n < 60; n++) {
    Wire.open[0]!.tell(tick({ seq: 5 }))
    awake.hears()
  }
  Wire.open[0]!.tell(changes({ incidents: [incident({ id: 'I9' })] }))
  expect(frozen.frames().length).toBeLessThan(20)
  expect(awake.frames().at(-1)?.frame.type).toBe('changes')
  frozen.hears()
  expect((frozen.frames().at(-1)?.frame as SnapshotFrame).incidents[0]?.id).toBe('I9')
  hub.close()
})

test('after an hour of sleep the line is dropped and taken up where it stopped', () => {
  const hub = new LineHub()
  joined(hub, 'one')
  Wire.open[0]!.onopen?.()
  Wire.open[0]!.tell(snapshot())
  vi.setSystemTime(Date.now() + 3_600_000)
  vi.advanceTimersByTime(3000)
  expect([Wire.open[0]!.closed, Wire.open.length]).toEqual([true, 2])
  Wire.open[1]!.onopen?.()
  expect(JSON.parse(Wire.open[1]!.said[0]!)).toEqual({ type: 'hello', epoch: 'E', seq: 5 })
  hub.close()
})

test('a session that has ended ends in every window, and the next login opens a new line', () => {
  const hub = new LineHub()
  const [one, two] = [joined(hub, 'one'), joined(hub, 'two')]
  Wire.open[0]!.tell(snapshot())
  Wire.open[0]!.onclose?.({ code: 4401 })
  expect([one, two].map(({ heard }) => heard.some(({ kind }) => kind === 'loggedOut'))).toEqual([true, true])
  const later = joined(hub, 'three')
  expect([Wire.open.length, later.frames()]).toEqual([2, []])
  hub.close()
})

test('a clock that is off is noticed, and one that is set under way is no lag of an hour', () => {
  const meter = new LagMeter()
  for (const second of [0, 1000, 2000]) meter.measure(second, second + 30, second)
  expect(meter.skewMs).toBe(0)
  const hour = 3_600_000
  const lags = [3000, 4000, 5000].map((second) => meter.measure(second, second + 30 + hour, second))
  expect(Math.max(...lags)).toBeLessThan(100)
  expect(meter.skewMs).toBe(hour + 30)
})
