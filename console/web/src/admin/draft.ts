/**
 * The draft (草稿) of another edition: rows and question files as typed, kept in this browser until
 * they are put into force or thrown away. Nothing of it is known to anybody else.
 */
import { computed, ref, watch } from 'vue'
import type { Cells, DraftBody, Edit, Row, Trial } from '@/admin/admin'

const KEPT_AS = 'liandong.admin.draft'

interface Kept {
  edits: Edit[]
  files: DraftBody['files']
}

function kept(): Kept {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT_AS) ?? '') as Partial<Kept>
    return { edits: found.edits ?? [], files: found.files ?? {} }
  } catch {
    return { edits: [], files: {} }
  }
}

const same = (a: Cells, b: Cells): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => (a[name] ?? '') === (b[name] ?? ''))

/** The rows of a table as they would be: marked, with new ones at the end. */
export interface DraftRow extends Row {
  mark: '' | 'added' | 'removed' | 'changed'
  /** Where the draft has it; none for a row that nobody touched. */
  edit: number | null
}

export function rowsWith(rows: readonly Row[], edits: readonly Edit[], file: string): DraftRow[] {
  const mine = edits.map((edit, at) => ({ edit, at })).filter(({ edit }) => edit.file === file)
  const touched = new Map(mine.filter(({ edit }) => edit.key).map((one) => [one.edit.key, one]))
  const old = rows.map((row): DraftRow => {
    const found = touched.get(row.key)
    if (!found) return { ...row, mark: '', edit: null }
    const { cells } = found.edit
    return { key: row.key, cells: cells ?? row.cells, mark: cells ? 'changed' : 'removed', edit: found.at }
  })
  const added = mine
    .filter(({ edit }) => !edit.key)
    .map(({ edit, at }): DraftRow => ({ key: '', cells: edit.cells ?? {}, mark: 'added', edit: at }))
  return [...old, ...added]
}

/** Words of a row, for the search. */
export const found = (rows: readonly DraftRow[], words: string): DraftRow[] => {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    const told = Object.values(row.cells).join(' ').toLowerCase()
    return wanted.every((word) => told.includes(word))
  })
}

const draft = ref<Kept>(typeof localStorage === 'undefined' ? { edits: [], files: {} } : kept())
watch(draft, (now) => localStorage.setItem(KEPT_AS, JSON.stringify(now)), { deep: true })

/** What the last dry run of the draft said; a row that is changed again makes it old. */
const trial = ref<Trial | null>(null)
/** The row that a report points at, for the table to open. */
const wanted = ref<{ file: string; key: string } | null>(null)
watch(draft, () => (trial.value = null), { deep: true })

export function useDraft() {
  const count = computed(() => draft.value.edits.length + Object.keys(draft.value.files).length)
  const body = (hash: string): DraftBody => ({ hash, edits: draft.value.edits, files: draft.value.files })

  /** Puts a row in; one that says what is in force again is no change and leaves the draft. */
  function put(file: string, row: DraftRow, cells: Cells | null, inForce: Cells | undefined): void {
    const edits = draft.value.edits.filter((_, at) => at !== row.edit)
    const isNew = !row.key
    const nothing = (isNew && cells === null) || (inForce && cells && same(cells, inForce))
    if (!nothing) edits.splice(row.edit ?? edits.length, 0, { file, key: row.key, cells })
    draft.value = { ...draft.value, edits }
  }
  const takeBack = (at: number): void => {
    draft.value = { ...draft.value, edits: draft.value.edits.filter((_, each) => each !== at) }
  }
  function putFile(file: string, text: DraftBody['files'][string] | undefined): void {
    const { [file]: _, ...files } = draft.value.files
    draft.value = { ...draft.value, files: text === undefined ? files : { ...files, [file]: text } }
  }
  const clear = (): void => {
    draft.value = { edits: [], files: {} }
  }
  return { draft, trial, wanted, count, body, put, takeBack, putFile, clear }
}
