/** Where answers lead: the same walk as the server's, so that the next question is there at once. */
import type { components } from '@/api/schema.gen'

type Told = components['schemas']
export type Book = Told['QuestionBook']
/** The questions in force, and those before for who is in the middle of asking. */
export type Books = Told['BooksView']
export type QuestionSet = Told['QuestionSet']
export type Question = Told['KeyQuestion']
export type Option = Told['AnswerOption']
export type Card = Told['GuidanceCard']
export type Answered = Told['Answered']
export type TriageView = Told['TriageView']

/** The first book that has the versions of the sets that were asked; the server goes by the same. */
export function bookFor(books: Books, versions: Readonly<Record<string, string>>): Book {
  const has = ({ sets }: Book): boolean =>
    Object.entries(versions).every(([id, version]) => sets.find((one) => one.id === id)?.version === version)
  return [books, ...(books.former ?? [])].find(has) ?? books
}

export interface At {
  set: QuestionSet
  question: Question
}

const FIRST_SET = 'universal'
const OTHER_SET = 'set:'

export function find(book: Book, setId: string, questionId = ''): At | null {
  const set = book.sets.find((one) => one.id === setId)
  const question = set?.question.find((one) => one.id === questionId) ?? (questionId ? undefined : set?.question[0])
  return set && question ? { set, question } : null
}

/** What follows an answer; null at the end. */
function after(book: Book, { set, question }: At, option: Option): At | null {
  const next = option.next ?? ''
  if (next === 'end') return null
  if (next.startsWith(OTHER_SET)) return find(book, next.slice(OTHER_SET.length))
  if (next) return find(book, set.id, next)
  const following = set.question[set.question.indexOf(question) + 1]
  return following ? { set, question: following } : null
}

/** The question to ask after these answers; null when all is asked. */
export function nextAfter(book: Book, answers: readonly Answered[]): At | null {
  let at = find(book, answers[0]?.set_id ?? FIRST_SET)
  for (const { answer_id } of answers) {
    const option = at?.question.answer.find((one) => one.id === answer_id)
    if (!at || !option) return null
    at = after(book, at, option)
  }
  return at
}

/** The answer whose set knows words of the complaint; what Enter takes. */
export function proposed(book: Book, at: At, complaint: string): Option | null {
  const said = complaint.toLowerCase()
  const known = (option: Option): boolean => {
    const set = find(book, (option.next ?? '').replace(OTHER_SET, ''))?.set
    return (set?.words ?? []).some((word) => said.includes(word.toLowerCase()))
  }
  return at.question.answer.find((option) => (option.next ?? '').startsWith(OTHER_SET) && known(option)) ?? null
}

/** Grave first: what was called for last stands before what a set brings along. */
export function cardsOf(book: Book, ids: readonly string[]): Card[] {
  const cards = ids.flatMap((id) => book.cards.find((one) => one.id === id) ?? [])
  return [...cards].sort((a, b) => Number((b.per_min ?? 0) > 0) - Number((a.per_min ?? 0) > 0))
}
