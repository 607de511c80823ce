/** The change of shifts (交接班, ORG-06): what is open, two signatures, and the sheets of the past. */
import { get, post } from '@/api/client'

export interface ShiftItem {
  key: string
  kind: string
  record_id: string
  since_ms: number
  about: string
  mine: boolean
  note: string
}

export interface ShiftNow {
  user: string
  unit: string
  whole: boolean
  items: ShiftItem[]
}

interface Person {
  user: string
  name: string
  unit: string
}

export interface ShiftSheet {
  id: string
  unit: string
  state: string
  by: Person
  seated_ms: number
  signed_ms: number
  items: ShiftItem[]
  whole: boolean
  remark: string
  more: number
  settled_ms: number | null
  settled_by: Person | null
  answer: string
}

const id = encodeURIComponent

export const getNow = (sheet?: string) => get<ShiftNow>(sheet ? `/shifts/now?sheet_id=${id(sheet)}` : '/shifts/now')
export const getHistory = () => get<ShiftSheet[]>('/shifts')
export const signShift = (notes: Record<string, string>, remark: string, whole: boolean | null) =>
  post<{ sheet_id: string }>('/shifts/sign', { notes, remark, whole })
export const withdrawShift = (sheet: string) => post(`/shifts/${id(sheet)}/withdraw`)

/** Signed by whoever sits here, or at this very screen by the next one with the own password. */
export interface Taking {
  acknowledged: string[]
  note: string
  username?: string
  password?: string
}
export const takeShift = (sheet: string, taking: Taking) => post(`/shifts/${id(sheet)}/take`, taking)
export const releaseShift = (user: string, reason: string) => post('/shifts/release', { user, reason })

/** Only what says something goes with the sheet. */
export const written = (notes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(notes).filter(([, note]) => note.trim()))

/** What is still to be ticked of what is open now, whatever was ticked before. */
export const unticked = (items: readonly ShiftItem[], ticked: ReadonlySet<string>): ShiftItem[] =>
  items.filter(({ key }) => !ticked.has(key))
