import { beforeEach, expect, test } from 'vitest'
import { boardsAt, COLUMNS, gridOf, panelOfBoard, rowsOf } from '@/windows/boards'
import { columnsNow, drag, draggedBy, putOnOrOff, shift, splitAt, stretch, widen } from '@/windows/columns'
import { createPinia, setActivePinia } from 'pinia'
import { useWindows } from '@/stores/windows'
import { useWrites } from '@/stores/writes'

const boards = (columns: readonly { boards: string[] }[]) => columns.map((one) => one.boards.join('+'))

beforeEach(() => {
  Object.assign(globalThis, {
    window: { screenX: 0, screenY: 0, outerWidth: 800, outerHeight: 600, addEventListener() {}, removeEventListener() {} },
  })
})

test('an address names its boards, each once, and what nobody knows is told', () => {
  expect(boardsAt('/board/map+vehicles+map')).toEqual({ known: ['map', 'vehicles'], unknown: [] })
  expect(boardsAt('/board/map+weather')).toEqual({ known: ['map'], unknown: ['weather'] })
  expect(boardsAt('/board')).toEqual({ known: [], unknown: [] })
})

test('every panel can be a board, and its keys are those it has in its dock', () => {
  expect(boardsAt('/board/alarms+seats').known).toEqual(['alarms', 'seats'])
  expect([panelOfBoard('alarms'), panelOfBoard('map'), panelOfBoard('log')]).toEqual(['dock:alarms', 'map', 'event'])
})

test('columns keep their own widths and the map takes what is left', () => {
  expect(gridOf(COLUMNS)).toBe(
    'calc(var(--width-calls, var(--width-other)) * 1) calc(var(--width-event, var(--width-other)) * 1) minmax(0, 100fr) calc(var(--width-vehicles, var(--width-other)) * 1)',
  )
  expect(gridOf([{ boards: ['calls'], width_percent: 100 }, { boards: ['event'], width_percent: 80 }])).toMatch(/minmax\(0, 80fr\)$/)
  expect(rowsOf({ boards: ['calls', 'incidents'], width_percent: 100 })).toBeUndefined()
  expect(rowsOf({ boards: ['calls', 'log', 'seats'], width_percent: 100, split_percent: 40 })).toBe(
    'minmax(0, 40fr) minmax(0, 30fr) minmax(0, 30fr)',
  )
})

test('the desk is arranged step by step, within bounds, and never empty', () => {
  const usual = columnsNow([])
  expect(boards(shift(usual, 'event', 1))).toEqual(['calls+incidents', 'map+candidates', 'event', 'vehicles'])
  expect(boards(shift(usual, 'vehicles', 1))).toEqual(boards(usual))
  expect(widen(usual, 'event', 400)[1]?.width_percent).toBe(250)
  expect(stretch(usual, 'candidates', 6)[2]?.split_percent).toBe(44)
  expect(boards(putOnOrOff(usual, 'map'))).toEqual(['calls+incidents', 'event', 'candidates', 'vehicles'])
  expect(boards(putOnOrOff(usual, 'log')).at(-1)).toBe('log')
  expect(boards(putOnOrOff([{ boards: ['map'], width_percent: 100 }], 'map'))).toEqual(['map'])
})

const settled = () => new Promise((resolve) => setTimeout(resolve, 600))
const opened = (shows: string[]) => {
  setActivePinia(createPinia())
  const windows = useWindows()
  windows.join('dispatcher', shows)
  return windows
}

test('one window leads, the next follows it, and a key press takes the lead over', async () => {
  const desk = opened([])
  await settled()
  const map = opened(['map'])
  await settled()
  expect([desk.leads, map.leads, map.leader]).toEqual([true, false, desk.id])
  const heard: unknown[] = []
  desk.hear('selection', (told) => heard.push(told))
  map.lead()
  map.tell('selection', { focus: null })
  await settled()
  expect([desk.leads, map.leads, heard]).toEqual([false, true, [{ focus: null }]])
  expect([desk.sounds, map.sounds]).toEqual([true, false])
  map.leave()
  await settled()
  expect([desk.leads, [...desk.siblings.keys()]]).toEqual([true, []])
  desk.leave()
})

test('a press without an answer marks every row it is about, in the other windows too', async () => {
  const asked = opened([])
  const writes = useWrites()
  const beside = opened(['vehicles'])
  const others = useWrites()
  await settled()
  writes.mark('dispatch:I1:V7', true)
  await settled()
  expect([writes, others].map((one) => ['I1', 'V7', 'V8'].map((id) => one.isAbout([id])))).toEqual([
    [true, true, false],
    [true, true, false],
  ])
  asked.leave()
  await settled()
  expect(others.isAbout(['I1'])).toBe(false)
  beside.leave()
})

test('a line that is pulled gives room to one board and takes it from the map, within its bounds', () => {
  const widths = (columns: readonly { width_percent: number }[]) => columns.map((one) => one.width_percent)
  expect(widths(drag(COLUMNS, 0, 20))).toEqual([120, 100, 100, 100])
  // Right of the map the vehicles give way: the map itself has what is left.
  expect(draggedBy(COLUMNS, 2)).toBe(3)
  expect(widths(drag(COLUMNS, 2, 20))).toEqual([100, 100, 100, 80])
  expect(widths(drag(COLUMNS, 0, -500))).toEqual([40, 100, 100, 100])
  expect(widths(drag(COLUMNS, 3, 20))).toEqual([100, 100, 100, 100])
  expect(splitAt(COLUMNS, 0, 44.4)[0]?.split_percent).toBe(44)
  expect(splitAt(COLUMNS, 0, 99)[0]?.split_percent).toBe(85)
  expect(splitAt(COLUMNS, 1, 44)).toEqual(columnsNow([]))
})
