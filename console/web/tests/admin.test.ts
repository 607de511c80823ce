import { beforeEach, describe, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined })
const { found, rowsWith, useDraft } = await import('@/admin/draft')
const { PAGE_ROWS, usePaged } = await import('@/admin/paging')
const { ref } = await import('vue')

const FILE = 'vehicles.csv'
const ROWS = [
  { key: 'V1', cells: { id: 'V1', name: '太和01', plate: '鄂C·1' } },
  { key: 'V2', cells: { id: 'V2', name: '太和02', plate: '鄂C·2' } },
]

describe('the draft of another edition', () => {
  const draft = useDraft()
  const rows = () => rowsWith(ROWS, draft.draft.value.edits, FILE)
  beforeEach(() => draft.clear())

  it('marks what is changed, removed and new, and keeps every row in its place', () => {
    draft.put(FILE, rows()[0]!, { ...ROWS[0]!.cells, plate: '鄂C·9' }, ROWS[0]!.cells)
    draft.put(FILE, rows()[1]!, null, ROWS[1]!.cells)
    draft.put(FILE, { key: '', cells: {}, mark: '', edit: null }, { id: 'V3' }, undefined)
    expect(rows().map((row) => [row.key, row.mark])).toEqual([
      ['V1', 'changed'],
      ['V2', 'removed'],
      ['', 'added'],
    ])
    expect(draft.count.value).toBe(3)
    expect(draft.body('h').edits[1]).toEqual({ file: FILE, key: 'V2', cells: null })
  })

  it('forgets a row that says again what is in force, and a new one that is removed', () => {
    draft.put(FILE, rows()[0]!, { ...ROWS[0]!.cells, plate: '鄂C·9' }, ROWS[0]!.cells)
    draft.put(FILE, rows()[0]!, { ...ROWS[0]!.cells, remark: '' }, ROWS[0]!.cells)
    draft.put(FILE, { key: '', cells: {}, mark: '', edit: null }, { id: 'V3' }, undefined)
    draft.put(FILE, rows()[2]!, null, undefined)
    expect(draft.count.value).toBe(0)
  })

  it('changes a row of the draft in its place and never twice', () => {
    draft.put(FILE, rows()[0]!, { ...ROWS[0]!.cells, plate: 'a' }, ROWS[0]!.cells)
    draft.put(FILE, rows()[1]!, { ...ROWS[1]!.cells, plate: 'b' }, ROWS[1]!.cells)
    draft.put(FILE, rows()[0]!, { ...ROWS[0]!.cells, plate: 'c' }, ROWS[0]!.cells)
    expect(draft.draft.value.edits.map((edit) => edit.cells?.plate)).toEqual(['c', 'b'])
    draft.takeBack(0)
    expect(rows().map((row) => row.mark)).toEqual(['', 'changed'])
  })

  it('forgets a dry run as soon as anything is changed', async () => {
    draft.trial.value = { hash: 'h' } as never
    draft.putFile('questions/sets/burns.toml', 'x')
    await Promise.resolve()
    expect(draft.trial.value).toBeNull()
    draft.putFile('questions/sets/burns.toml', undefined)
    expect(draft.count.value).toBe(0)
  })

  it('finds rows by all words, in any column', () => {
    expect(found(rows(), '太和 02').map((row) => row.key)).toEqual(['V2'])
    expect(found(rows(), 'v1 鄂c').map((row) => row.key)).toEqual(['V1'])
    expect(found(rows(), '没有')).toEqual([])
  })
})

describe('a long table', () => {
  it('shows a page at a time and begins anew with another search', async () => {
    const [all, words] = [ref(Array.from({ length: 2000 }, (_, at) => at)), ref('')]
    const paged = usePaged(all, words)
    expect(paged.rows.value).toHaveLength(PAGE_ROWS)
    paged.open(1999)
    expect(paged.rows.value.at(-1)).toBe(1999)
    paged.turn(5)
    expect(paged.at.value).toBe(paged.pages.value - 1)
    all.value = [1, 2]
    expect(paged.rows.value).toEqual([1, 2])
    words.value = 'x'
    await Promise.resolve()
    expect(paged.first.value).toBe(0)
  })
})
