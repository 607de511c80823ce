/** What a form does to a file of questions: pure steps on what the server has read of it. */
import type { Questions } from '@/admin/admin'

export interface Option {
  id: string
  zh: string
  en: string
  urgency?: string | null
  needs?: string[]
  cards?: string[]
  infection?: boolean
  next?: string
}
export interface Question {
  id: string
  zh: string
  en: string
  answer: Option[]
}
export interface SetContent {
  id: string
  version: string
  zh: string
  en: string
  sources: string[]
  words?: string[]
  otherwise?: string | null
  question: Question[]
  [more: string]: unknown
}
export interface Card {
  id: string
  version: string
  zh: string
  en: string
  sources: string[]
  per_min?: number
  step: { zh: string; en: string }[]
}

export const GRADES = ['I', 'II', 'III', 'IV'] as const
export const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Where a change is written: on its day, or where what is in force stands. */
export function fileOn(one: Pick<Questions, 'file' | 'id'>, day: string): string {
  const name = ['cards', 'determinants'].includes(one.id) ? `${one.id}.toml` : `sets/${one.id}.toml`
  return day ? `questions/${day}/${name}` : one.file
}
export const dayOf = (file: string): string => /^questions\/(\d{4}-\d\d-\d\d)\//.exec(file)?.[1] ?? ''

/** An id that no other of the list has: what leads to it is kept when a text is rewritten. */
export function freeId(list: readonly { id: string }[], stem: string): string {
  for (let n = list.length + 1; ; n += 1) if (!list.some(({ id }) => id === `${stem}${n}`)) return `${stem}${n}`
}
export const newOption = (list: readonly { id: string }[]): Option => ({ id: freeId(list, 'a'), zh: '', en: '' })
export const newQuestion = (list: readonly { id: string }[]): Question => ({
  id: freeId(list, 'q'),
  zh: '',
  en: '',
  answer: [
    { id: 'yes', zh: '是', en: 'yes' },
    { id: 'no', zh: '否', en: 'no' },
  ],
})

/** One place up or down; at the end of the list it stays. */
export function move<T>(list: T[], at: number, by: 1 | -1): void {
  const [one, other] = [list[at], list[at + by]]
  if (one !== undefined && other !== undefined) [list[at], list[at + by]] = [other, one]
}

export const words = (text: string): string[] => text.split(/[、,，;；]/).map((one) => one.trim()).filter(Boolean)

/** Without what nobody has filled in, as a file leaves it out. */
export function tidy<T extends object>(content: T): T {
  const kept = Object.entries(content).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === '' || value === false || value === 0) return []
    if (Array.isArray(value)) {
      if (value.length === 0) return []
      return [[name, value.map((one) => (typeof one === 'object' && one ? tidy(one as object) : (one as unknown)))]]
    }
    return [[name, value as unknown]]
  })
  return Object.fromEntries(kept) as T
}

/** Texts that must be there stay, so that the check tells where one is missing. */
const NEEDED: Readonly<Record<string, unknown>> = { zh: '', en: '' }
export function toFile(content: SetContent): Record<string, unknown> {
  const kept = tidy(content)
  return {
    ...kept,
    question: content.question.map((question) => ({
      ...NEEDED,
      ...tidy(question),
      answer: question.answer.map((option) => ({ ...NEEDED, ...tidy(option) })),
    })),
  }
}

/** A walk through the set: the question after these answers, and the urgency they come to. */
export function walk(
  set: SetContent,
  given: readonly number[],
): { question: Question | null; leaves: string; urgency: string | null } {
  let [at, leaves, urgency] = [0, '', null as string | null]
  for (const pick of given) {
    const option = set.question[at]?.answer[pick]
    if (!option) break
    const [was, now] = [GRADES.indexOf(urgency as 'I'), GRADES.indexOf((option.urgency ?? '') as 'I')]
    if (now >= 0 && (was < 0 || now <= was)) urgency = GRADES[now]!
    const next = option.next ?? ''
    if (next === 'end' || next.startsWith('set:')) {
      leaves = next
      at = set.question.length
    } else at = next ? set.question.findIndex(({ id }) => id === next) : at + 1
    if (at < 0) break
  }
  return { question: set.question[at] ?? null, leaves, urgency: urgency ?? set.otherwise ?? null }
}

/** 2026.1 → 2026.2; what ends in no number gets one. */
export const nextVersion = (version: string): string =>
  /\d+$/.test(version) ? version.replace(/\d+$/, (n) => String(Number(n) + 1)) : `${version} 2`.trim()
