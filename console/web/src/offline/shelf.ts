/**
 * What a console keeps for the time without its server: the last board, and slips filled meanwhile.
 *
 * The board holds addresses and numbers of open events: it is written over every few seconds, not shown
 * after half a day, and wiped at logout. Encrypting it here would put the key beside the lock; whoever
 * wants more encrypts the machine's disk (decision 0027).
 */
const NAME = 'liandong.desk'
const [BOARD, SLIPS] = ['board', 'slips'] as const
export const BOARD_MS = 12 * 3_600_000
export const SLIPS_MAX = 200

/** The board as it was told last; lists are what the server's snapshot has. */
export interface KeptBoard {
  /** The server's time, and this machine's own when it was kept. */
  nowMs: number
  keptMs: number
  seq: number
  user: { username: string; name: string; unit: string; role: string }
  incidents: unknown[]
  vehicles: unknown[]
  restrictions: unknown[]
  books: unknown[]
  seats: unknown[]
}

/** A slip filled on paper's behalf; `wish` is what is entered when the server is back (F10). */
export interface KeptSlip {
  key: string
  unit: string
  slip: number
  writtenMs: number
  vehicle: string
  number: string
  address: string
  complaint: string
  urgency: string
  failed?: string
}

let opened: Promise<IDBDatabase> | null = null
function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(BOARD)
      request.result.createObjectStore(SLIPS, { keyPath: 'key' })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('indexedDB'))
  })
  opened.catch(() => (opened = null))
  return opened
}

async function run<T>(name: string, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await open()).transaction(name, mode)
  const request = act(transaction.objectStore(name))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
  })
}

export const keepBoard = (board: KeptBoard) => run(BOARD, 'readwrite', (store) => store.put(JSON.parse(JSON.stringify(board)), 'last'))
export const wipeBoard = () => run(BOARD, 'readwrite', (store) => store.clear())
/** Nothing when there is none, or it is too old to mean anything; then it is wiped too. */
export async function lastBoard(nowMs = Date.now()): Promise<KeptBoard | null> {
  const kept = (await run(BOARD, 'readonly', (store) => store.get('last') as IDBRequest<KeptBoard | undefined>)) ?? null
  if (kept && nowMs - kept.keptMs < BOARD_MS) return kept
  if (kept) await wipeBoard()
  return null
}

export const listSlips = () => run(SLIPS, 'readonly', (store) => store.getAll() as IDBRequest<KeptSlip[]>)
export const keepSlip = (slip: KeptSlip) => run(SLIPS, 'readwrite', (store) => store.put(JSON.parse(JSON.stringify(slip))))
export const dropSlip = (key: string) => run(SLIPS, 'readwrite', (store) => store.delete(key))
