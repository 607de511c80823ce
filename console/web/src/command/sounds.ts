/** Names as they are spelled: in full pinyin or by initials, from the server's table of characters. */
import { shallowRef } from 'vue'
import { get } from '@/api/client'

type Syllables = ReadonlyMap<string, string>
const table = shallowRef<Syllables>(new Map())
let asked = false

export const readTable = (syllables: Readonly<Record<string, string>>): Syllables =>
  new Map(Object.entries(syllables).flatMap(([syllable, all]) => [...all].map((one) => [one, syllable] as const)))

/** Asked for once; without it names are found by their characters all the same. */
export function loadSounds(): void {
  if (asked) return
  asked = true
  get<{ syllables: Record<string, string> }>('/sounds')
    .then(({ syllables }) => (table.value = readTable(syllables)))
    .catch(() => (asked = false))
}

const kept = new Map<string, readonly [full: string, initials: string]>()
let keptFor: Syllables | null = null

/** `太和01` is taihe01 in full and th01 by initials; words of letters alone have no other spelling. */
export function spelled(text: string, syllables: Syllables = table.value): readonly [full: string, initials: string] {
  if (keptFor !== syllables) kept.clear()
  keptFor = syllables
  const known = kept.get(text)
  if (known) return known
  const parts = [...text.toLowerCase()].filter((sign) => /\S/.test(sign)).map((sign) => syllables.get(sign) ?? sign)
  const made = [parts.join(''), parts.map((part) => part[0]!).join('')] as const
  // Digits and letters stand as they are in both: only syllables are shortened.
  kept.set(text, made)
  return made
}

const LETTERS = /^[a-z][a-z0-9]*$/

/** 0 the whole name, 1 its beginning, 2 a part; null is no match, or no spelling at all. */
export function soundRank(query: string, text: string, syllables?: Syllables): 0 | 1 | 2 | null {
  const wanted = query.toLowerCase().replace(/\s+/g, '')
  if (!LETTERS.test(wanted) || !/[\u3400-\u9fff]/.test(text)) return null
  const forms = spelled(text, syllables)
  if (forms.includes(wanted)) return 0
  if (forms.some((form) => form.startsWith(wanted))) return 1
  // Two letters inside a spelling are in half of all names.
  return wanted.length > 2 && forms.some((form) => form.includes(wanted)) ? 2 : null
}
