import { expect, test } from 'vitest'
import { beatsBy, changeOver, dueBeats } from '@/panels/triage/beat'
import { type Book, cardsOf, nextAfter, proposed } from '@/panels/triage/course'

const option = (id: string, next = '') => ({ id, zh: id, en: id, urgency: null, needs: [], cards: [], infection: false, next })
const question = (id: string, ...answer: ReturnType<typeof option>[]) => ({ id, zh: id, en: id, answer })
const set = (id: string, words: string[], ...asked: ReturnType<typeof question>[]) => ({
  id,
  version: '1',
  zh: id,
  en: id,
  words,
  sources: [],
  question: asked,
  otherwise: null,
  needs: [],
  cards: [],
  centres: [],
})
const card = (id: string, per_min = 0) => ({ id, version: '1', zh: id, en: id, sources: [], step: [], per_min })
const book = {
  sets: [
    set('universal', [], question('awake', option('yes'), option('no', 'end')), question('what', option('chest', 'set:chest'), option('other', 'end'))),
    set('chest', ['胸痛'], question('sweat', option('yes', 'last'), option('no')), question('between', option('ok')), question('last', option('ok'))),
  ],
  cards: [card('recovery'), card('cpr', 110)],
  determinants: { version: '1', system: '', levels: {}, codes: {} },
} as unknown as Book
const given = (...words: string[]) =>
  words.map((word) => {
    const [set_id = '', question_id = '', answer_id = ''] = word.split('/')
    return { set_id, question_id, answer_id }
  })
const asks = (...words: string[]) => nextAfter(book, given(...words))?.question.id ?? null

test('the next question is there without asking the server', () => {
  expect(asks()).toBe('awake')
  expect(asks('universal/awake/yes')).toBe('what')
  expect(asks('universal/awake/no')).toBeNull()
  expect(asks('universal/awake/yes', 'universal/what/chest')).toBe('sweat')
  expect(asks('chest/sweat/yes')).toBe('last')
  expect(asks('chest/sweat/no')).toBe('between')
  expect(asks('chest/sweat/no', 'chest/between/ok', 'chest/last/ok')).toBeNull()
})

test('an answer that the book no longer has ends the course instead of breaking the screen', () => {
  expect(asks('universal/awake/perhaps')).toBeNull()
  expect(asks('gone/awake/yes')).toBeNull()
})

test('words of the complaint propose the set, and only where a set is chosen', () => {
  const at = nextAfter(book, given('universal/awake/yes'))!
  expect(proposed(book, at, '突然胸痛')?.id).toBe('chest')
  expect(proposed(book, at, '肚子疼')).toBeNull()
  expect(proposed(book, nextAfter(book, [])!, '突然胸痛')).toBeNull()
})

test('the card with the beat lies on top', () => {
  expect(cardsOf(book, ['recovery', 'cpr', 'unknown']).map((one) => one.id)).toEqual(['cpr', 'recovery'])
})

test('beats fall at the pace of the card, the first one at once', () => {
  expect(beatsBy(-0.1, 110)).toBe(0)
  expect(beatsBy(0, 110)).toBe(1)
  expect(beatsBy(60, 110)).toBe(111)
  expect(beatsBy(60, 100)).toBe(101)
})

test('every beat sounds once, however often and unevenly it is looked for', () => {
  const heard: number[] = []
  let sounded = 0
  for (let s = 0; s < 10; s += s % 1 < 0.5 ? 0.04 : 0.13) {
    const due = dueBeats(s, 120, sounded)
    sounded = due.sounded
    heard.push(...due.at)
  }
  expect(heard.slice(0, 4)).toEqual([0, 0.5, 1, 1.5])
  expect(new Set(heard).size).toBe(heard.length)
})

test('a page that slept goes on with the beat of now', () => {
  const due = dueBeats(30, 120, 3)
  expect(due.at.every((at) => at >= 29.5)).toBe(true)
})

test('helpers are told to change over every two minutes', () => {
  expect([60, 119, 121, 127, 129, 241].map(changeOver)).toEqual([false, false, true, true, false, true])
})
