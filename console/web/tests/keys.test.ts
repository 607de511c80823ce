import { expect, test } from 'vitest'
import { en } from '@/i18n/en'
import { zhCN } from '@/i18n/zh-CN'
import { keyCap, keyName, type KeyLike } from '@/keys/normal'
import { CLASS_KEYS, URGENCY_KEYS } from '@/keys/rows'
import { findBinding, KEYS, type KeyContext } from '@/keys/table'

const press = (over: Partial<KeyLike>): string =>
  keyName({ key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...over })

const context = (over: Partial<KeyContext> = {}): KeyContext => ({
  panel: 'calls',
  choosing: false,
  drafting: false,
  drawing: false,
  focus: null,
  callState: null,
  ringing: false,
  simulated: false,
  activeTasks: false,
  better: false,
  slip: false,
  offers: 0,
  extra: {},
  ...over,
})

const action = (key: string, over: Partial<KeyContext> = {}, inField = false) =>
  findBinding(key, context(over), inField)?.action

test('a key keeps its name with capitals lock and with shift', () => {
  expect(press({ key: 'A' })).toBe('a')
  expect(press({ key: 'F', shiftKey: true })).toBe('Shift+f')
  expect(press({ key: '?', shiftKey: true })).toBe('?')
  expect(press({ key: 'Enter', ctrlKey: true })).toBe('Ctrl+Enter')
})

test('an input method does not eat a key', () => {
  expect(press({ key: 'Process', code: 'KeyD' })).toBe('d')
  expect(press({ key: 'Process', code: 'Digit5' })).toBe('5')
  expect(press({ key: '、', code: 'Slash' })).toBe('/')
  expect(press({ key: '？', code: 'Slash', shiftKey: true })).toBe('?')
  expect(press({ key: '1', code: 'Numpad1' })).toBe('1')
})

test('caps are printed the way keyboards print them', () => {
  expect(keyCap('ArrowDown')).toBe('↓')
  expect(keyCap('Shift+f')).toBe('⇧F')
  expect(keyCap('a')).toBe('A')
})

test('four keys lead from a ringing call to the recommended vehicle', () => {
  expect(action('a', { ringing: true })).toBe('answer')
  expect(action('Enter', { focus: 'call', callState: 'talking', panel: 'event' })).toBe('accept')
  expect(action('d', { focus: 'incident', panel: 'candidates' })).toBe('send')
})

test('an urgency key never classifies a call away', () => {
  const talking = { focus: 'call', callState: 'talking', panel: 'event' } as const
  for (const key of URGENCY_KEYS) expect(action(key, talking)).toBe('acceptUrgent')
  for (const key of CLASS_KEYS) expect(action(key, talking)).toBe('classify')
})

test('while a question is open its digits answer it and nothing else', () => {
  expect(action('1', { focus: 'incident', choosing: true })).toBe('choose')
  expect(action('1', { focus: 'incident' })).toBe('urgency')
})

test('Enter closes the highlighted road and sends nobody', () => {
  const asked = { focus: 'incident', panel: 'candidates', choosing: true, drafting: true } as const
  expect(action('Enter', asked)).toBe('confirmRoad')
  expect(action('Enter', { ...asked, choosing: false, drafting: false })).toBe('send')
  expect(action('Ctrl+b', { panel: 'event' }, true)).toBe('closeRoad')
})

test('single keys rest while somebody types', () => {
  const typing = { focus: 'incident', panel: 'event' } as const
  expect(action('d', typing, true)).toBeUndefined()
  expect(action('1', typing, true)).toBeUndefined()
  expect(action('Escape', typing, true)).toBe('escape')
  expect(action('Ctrl+Enter', typing, true)).toBe('sendNow')
})

test('keys of the simulated clock do not exist in a real centre', () => {
  expect(action('.', { simulated: false })).toBeUndefined()
  expect(action('.', { simulated: true })).toBe('faster')
})

test('no two actions share a key in the same situation, unless one is meant to come first', () => {
  const meant = new Set(['choose', 'accept', 'send', 'acceptUrgent'])
  const situations = [
    context(),
    context({ ringing: true, simulated: true }),
    context({ panel: 'event', focus: 'call', callState: 'talking' }),
    context({ panel: 'candidates', focus: 'incident', activeTasks: true }),
    context({ panel: 'vehicles', focus: 'incident' }),
  ]
  for (const now of situations)
    for (const key of new Set(KEYS.flatMap((binding) => binding.keys))) {
      const all = KEYS.filter((binding) => binding.keys.includes(key) && binding.when(now))
      if (all.length > 1)
        expect([...meant], `${key}: ${all.map((one) => one.action).join()}`).toContain(all[0]?.action)
    }
})

test('every key has its words in both languages', () => {
  const words = (messages: typeof zhCN, path: string) =>
    (messages.key as Record<string, string>)[path.replace('key.', '')]
  for (const { label } of KEYS.filter(({ group }) => group !== 'docks')) {
    expect(words(zhCN, label), label).toBeTruthy()
    expect(words(en, label), label).toBeTruthy()
  }
})
