import { describe, expect, it } from 'vitest'
import { dayOf, fileOn, freeId, move, newQuestion, nextVersion, type SetContent, tidy, toFile, walk } from '@/admin/questions/forms'
import { bookFor, type Books } from '@/panels/triage/course'

const option = (id: string, more: object = {}) => ({ id, zh: id, en: id, ...more })
const SET: SetContent = {
  id: 'burns',
  version: '2026.1',
  zh: '烧烫伤',
  en: 'Burns',
  sources: ['WHO'],
  otherwise: 'III',
  question: [
    { id: 'airway', zh: '?', en: '?', answer: [option('yes', { urgency: 'I' }), option('no')] },
    { id: 'size', zh: '?', en: '?', answer: [option('large', { urgency: 'II', next: 'end' }), option('small', { next: 'set:fall' })] },
  ],
}

describe('a set of questions in a form', () => {
  it('is written on its day, or where what is in force stands', () => {
    const inForce = { id: 'burns', file: 'questions/2026-11-01/sets/burns.toml' }
    expect(fileOn(inForce, '')).toBe(inForce.file)
    expect(fileOn(inForce, '2026-12-01')).toBe('questions/2026-12-01/sets/burns.toml')
    expect(fileOn({ id: 'cards', file: 'questions/cards.toml' }, '2026-12-01')).toBe('questions/2026-12-01/cards.toml')
    expect([dayOf(inForce.file), dayOf('questions/cards.toml')]).toEqual(['2026-11-01', ''])
  })

  it('gives a new question an id that nothing else has, and moves one within its list only', () => {
    expect(freeId([{ id: 'q2' }, { id: 'x' }], 'q')).toBe('q3')
    const list = [...SET.question, newQuestion(SET.question)]
    move(list, 2, -1)
    move(list, 0, -1)
    expect(list.map(({ id }) => id)).toEqual(['airway', 'q3', 'size'])
  })

  it('leaves out what nobody filled in, and keeps an empty text for the check to find', () => {
    expect(tidy({ a: '', b: [], c: false, d: 0, e: [{ f: null, g: 1 }] })).toEqual({ e: [{ g: 1 }] })
    const empty = { ...SET, question: [{ id: 'q', zh: '', en: 'x', answer: [option('a', { urgency: '', infection: false })] }] }
    expect(toFile(empty).question).toEqual([{ id: 'q', zh: '', en: 'x', answer: [{ id: 'a', zh: 'a', en: 'a' }] }])
  })

  it('gets another version when its content is another', () => {
    expect(['2026.1', '本市 9', 'x', ''].map(nextVersion)).toEqual(['2026.2', '本市 10', 'x 2', '2'])
  })

  it('is walked as a desk asks it: the gravest answer counts, else what the set says without one', () => {
    expect(walk(SET, [])).toEqual({ question: SET.question[0], leaves: '', urgency: 'III' })
    expect(walk(SET, [0, 0])).toEqual({ question: null, leaves: 'end', urgency: 'I' })
    expect(walk(SET, [1, 1])).toEqual({ question: null, leaves: 'set:fall', urgency: 'III' })
    expect(walk(SET, [1, 0]).urgency).toBe('II')
  })
})

describe('a triage that was begun before another set took force', () => {
  const book = (version: string) => ({ sets: [{ ...SET, version }], cards: [], determinants: {} }) as unknown as Books
  const books: Books = { ...book('2'), former: [book('1'), book('0')] }

  it('goes on by the first book that has the versions it was asked by', () => {
    const version = (versions: Record<string, string>) => bookFor(books, versions).sets[0]!.version
    expect([version({}), version({ burns: '2' }), version({ burns: '1' }), version({ burns: '0' })]).toEqual(['2', '2', '1', '0'])
    expect(version({ burns: 'nobody knows' })).toBe('2')
  })
})
