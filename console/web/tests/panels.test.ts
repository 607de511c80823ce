import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { findBinding, type KeyContext } from '@/keys/table'
import type { ChangesFrame } from '@/live/protocol'
import type { PanelRow } from '@/panels'
import { useBoard } from '@/stores/board'
import { useDesk } from '@/stores/desk'
import { usePanels } from '@/stores/panels'
import { incident } from './build'

const { none } = vi.hoisted(() => ({ none: () => Promise.reject(new Error('no test shows a panel')) }))
vi.mock('@/panels', async (original) => ({
  ...(await original<typeof import('@/panels')>()),
  PANELS: [
    {
      id: 'ask',
      dock: 'event',
      title: { zh: '问', en: 'ask' },
      key: 'Shift+w',
      words: /^问$/,
      when: (c) => c.focus === 'incident',
      keys: [{ name: 'yes', keys: ['1'], title: { zh: '是', en: 'yes' } }],
      load: none,
    },
    {
      id: 'bells',
      dock: 'strip',
      title: { zh: '铃', en: 'bells' },
      key: 'Shift+e',
      words: /^铃$/,
      when: () => true,
      opens: (c) => (c.extra.bells?.size ?? 0) > 0,
      load: none,
    },
  ] satisfies PanelRow[],
}))
Object.assign(globalThis, { localStorage: { getItem: () => null, setItem: () => {}, removeItem: () => {} } })

const changes: Omit<ChangesFrame, 'seq'> = { type: 'changes', at_ms: 0, calls: [], incidents: [], vehicles: [] }
const bells = (seq: number, ids: string[], removed: string[] = []) =>
  useBoard().applyChanges({ ...changes, seq, bells: ids.map((id) => ({ id })), removed: { bells: removed } } as never)

beforeEach(() => {
  setActivePinia(createPinia())
  useBoard().applyChanges({ ...changes, seq: 1, incidents: [incident({ id: 'I1' }), incident({ id: 'I2' })] })
})

test('a panel opens beside the board that had the attention, and gives it back', () => {
  const [desk, panels] = [useDesk(), usePanels()]
  desk.lookAtIncident('I1', 'candidates')
  panels.toggle('ask')
  expect([desk.panel, panels.shownIn('event')?.id]).toEqual(['dock:ask', 'ask'])
  expect(panels.escape()).toBe(true)
  expect([desk.panel, panels.shownIn('event')]).toEqual(['candidates', undefined])
  expect(panels.escape()).toBe(false)
})

test('its key attends to an open panel before it closes it', () => {
  const [desk, panels] = [useDesk(), usePanels()]
  desk.lookAtIncident('I1', 'candidates')
  panels.toggle('ask')
  desk.panel = 'vehicles'
  panels.toggle('ask')
  expect(desk.panel).toBe('dock:ask')
  panels.toggle('ask')
  expect([desk.panel, panels.isShown('ask')]).toEqual(['vehicles', false])
})

test('keys of a panel asked about one event do not answer about the next', async () => {
  const [desk, panels] = [useDesk(), usePanels()]
  desk.lookAtIncident('I1', 'candidates')
  panels.toggle('ask')
  desk.lookAtIncident('I2')
  expect([desk.panel, panels.isShown('ask')]).toEqual(['candidates', true])
  panels.toggle('ask')
  desk.focus = null
  await nextTick()
  expect([desk.panel, panels.isShown('ask')]).toEqual(['candidates', false])
})

test('a panel whose reason has come opens without taking the keys, and put away it stays away', async () => {
  const [desk, panels] = [useDesk(), usePanels()]
  desk.panel = 'calls'
  bells(2, ['B1'])
  expect([panels.shownIn('strip')?.id, desk.panel]).toEqual(['bells', 'calls'])
  panels.close('bells')
  bells(3, ['B2'])
  expect(panels.shownIn('strip')).toBeUndefined()
  bells(4, [], ['B1', 'B2'])
  await nextTick()
  bells(5, ['B3'])
  expect(panels.shownIn('strip')?.id).toBe('bells')
})

test('a key of the attended panel comes before the same key of the board, and only then', () => {
  const context = (panel: KeyContext['panel'], choosing = false): KeyContext => ({
    panel,
    choosing,
    drafting: false,
    drawing: false,
    focus: 'incident',
    callState: null,
    ringing: false,
    simulated: false,
    activeTasks: false,
    better: false,
    slip: false,
    offers: 0,
    extra: {},
  })
  const action = (key: string, now: KeyContext) => findBinding(key, now, false)?.action
  expect(action('1', context('dock:ask'))).toBe('ask.yes')
  expect(action('1', context('event'))).toBe('urgency')
  expect(action('1', context('dock:ask', true))).toBe('choose')
  expect(action('Shift+w', context('event'))).toBe('panel:ask')
})

test('what a panel does with its keys ends with the panel', () => {
  const panels = usePanels()
  const yes = vi.fn()
  const end = panels.handle('ask', { yes })
  panels.handlerOf('ask.yes')?.('1')
  expect(yes).toHaveBeenCalledWith('1')
  end()
  expect(panels.handlerOf('ask.yes')).toBeUndefined()
})

test('a list the first screen does not know is kept, merged by id and started anew by a snapshot', () => {
  const board = useBoard()
  bells(2, ['B1', 'B2'])
  bells(3, ['B3'], ['B1'])
  expect([...board.collection('bells').keys()]).toEqual(['B2', 'B3'])
  const before = board.extra
  board.applyChanges({ ...changes, seq: 4 })
  expect(board.extra).toBe(before)
  const empty = { epoch: 'e', seq: 5, now_ms: 0, calls: [], incidents: [], vehicles: [], restrictions: [] }
  board.applySnapshot({ ...empty, clock: { simulated: false, speed: 1, paused: false }, bells: [{ id: 'B9' }] } as never)
  expect([...board.collection('bells').keys()]).toEqual(['B9'])
})
