/** What the administrator's page asks of the server: logins, the region pack by rows, its editions. */
import { ApiError, get, newKey, patch, post, type Problem } from '@/api/client'

export interface User {
  username: string
  name: string
  role: string
  unit: string
  vehicle_id: string | null
  disabled: boolean
  last_login_ms: number | null
  sessions: number
}
export interface UserList {
  users: User[]
  roles: Record<string, [string, string]>
}
export interface Told {
  user: User
  password: string
}
export interface UserChange {
  id: number
  at_ms: number
  by_user: string
  by_name: string
  username: string
  what: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}
export interface Column {
  name: string
  zh: string
  hint: string
  required: boolean
  is_key: boolean
  /** Whether a change of it counts at once, or only from the next start of the server. */
  at_once: boolean
}
export interface Table {
  file: string
  rows: number
  columns: Column[]
  added_at_once: boolean
  removed_at_once: boolean
}
/** A file of questions as it is read: what a form fills in. */
export type QuestionsFile = Record<string, unknown>
/** A set, the cards or the codes: in force, or coming on its day. */
export interface Questions {
  id: string
  file: string
  from_day: string
  in_force: boolean
  version: string
  zh: string
  en: string
  questions: number
  own: boolean
  text: string
  content: QuestionsFile
}
export interface Edition {
  number: number
  hash: string
  at_ms: number
  by_user: string
  by_name: string
  reason: string
}
export interface Change {
  file: string
  key: string
  name: string
  kind: 'added' | 'removed' | 'changed'
  fields: { name: string; zh: string; before: string; after: string }[]
  waits: boolean
  /** The day from which it counts; empty for at once. */
  from_day: string
}
export interface RowProblem {
  file: string
  line: number
  key: string
  column: string
  value: string
  zh: string
  en: string
  remedy_zh: string
  remedy_en: string
  severity: 'error' | 'warning'
}
export interface Conflict {
  file: string
  key: string
  blocks: boolean
  zh: string
  en: string
  remedy: string
}
/** A dry run: nothing has happened. */
export interface Trial {
  hash: string
  can_be_taken: boolean
  change_count: number
  waiting_count: number
  problem_count: number
  changes: Change[]
  problems: RowProblem[]
  conflicts: Conflict[]
}
export interface PackView {
  region: string
  name: string
  version: string
  /** The day in China by the server's clock. */
  today: string
  hash: string
  /** Whether this administrator reaches the whole: whole packs and editions are his. */
  whole: boolean
  edition: number | null
  passed_over: number | null
  folder: string
  folder_moved_on: boolean
  waiting: Change[]
  editions: Edition[]
  tables: Table[]
  files: { file: string; bytes: number }[]
  questions: Questions[]
}
export type Cells = Record<string, string>
export interface Row {
  key: string
  cells: Cells
}
export interface Rows {
  file: string
  hash: string
  rows: Row[]
}
/** One row as it is to be: the key it had, empty for a new one; no cells remove it. */
export interface Edit {
  file: string
  key: string
  cells: Cells | null
}
export interface DraftBody {
  hash: string
  edits: Edit[]
  files: Record<string, string | QuestionsFile | null>
}

/** By which policy each centre's vehicles are proposed, and what centres agreed on. */
export interface Agreements {
  policies: { unit: string; policy: string; from_ms: number; in_force: boolean }[]
  rules: { term: BoundaryTerm; in_force: boolean }[]
  policy_names: Record<string, [string, string]>
  rule_names: Record<string, [string, string]>
  fallback_names: Record<string, [string, string]>
}
export interface BoundaryTerm {
  asking: string
  lending: string
  rule: string
  timeout_s?: number | null
  fallback?: string
  from_ms?: number | null
}

const id = encodeURIComponent

export const getUsers = () => get<UserList>('/admin/users')
export const getUserChanges = (beforeId?: number) =>
  get<UserChange[]>(`/admin/users/changes${beforeId ? `?before_id=${beforeId}` : ''}`)
export const createUser = (user: Partial<User>) => post<Told>('/admin/users', user)
export const changeUser = (username: string, changes: Partial<User>) =>
  patch<User>(`/admin/users/${id(username)}`, changes)
export const resetPassword = (username: string) => post<Told>(`/admin/users/${id(username)}/password`)

export const getPack = () => get<PackView>('/admin/pack')
export const getRows = (file: string) => get<Rows>(`/admin/pack/tables/${id(file)}`)
export const tryDraft = (draft: DraftBody) => post<Trial>('/admin/pack/check', draft)
export const takeDraft = (draft: DraftBody, reason: string) =>
  post<Edition>('/admin/pack/edition', { ...draft, reason })
export const getEdition = (number: number) =>
  get<{ number: number; changes: Change[] }>(`/admin/pack/editions/${number}`)
export const exportPath = (number?: number) => `/api/admin/pack/export${number ? `?number=${number}` : ''}`

export const getAgreements = () => get<Agreements>('/agreements')
export const setPolicy = (body: { unit: string; policy: string; from_ms: number | null }) => post<object>('/policies', body)
export const setRule = (body: BoundaryTerm) => post<object>('/boundary/rules', body)

/** Sends a zip; it is no JSON, and large ones take their time, so it goes past the usual door. */
async function send<T>(path: string, zip: Blob): Promise<T> {
  const headers = { 'Content-Type': 'application/zip', 'Idempotency-Key': newKey() }
  const response = await fetch(`/api${path}`, { method: 'POST', headers, credentials: 'same-origin', body: zip })
  if (response.ok) return (await response.json()) as T
  const fallback: Problem = { status: response.status, code: `http_${response.status}` }
  throw new ApiError({ ...fallback, ...((await response.json().catch(() => ({}))) as Partial<Problem>) })
}
export const tryZip = (zip: Blob) => send<Trial>('/admin/pack/import', zip)
export const takeZip = (zip: Blob, hash: string, reason: string) =>
  send<Edition>(`/admin/pack/import/edition?${new URLSearchParams({ hash, reason })}`, zip)
/** An edition as a zip, to be put into force again. */
export const fetchZip = async (number: number): Promise<Blob> =>
  (await fetch(exportPath(number), { credentials: 'same-origin' })).blob()
