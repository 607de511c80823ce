/** What a phone keeps over reloads, crashes and a flat battery: presses, and a few facts by name. */
import type { Press, PressShelf } from '@/field/outbox'

const NAME = 'liandong.field'
const [PRESSES, FACTS] = ['presses', 'facts'] as const

/** Without storage (a private window) everything works until the page is closed; the crew is told. */
export class Shelf implements PressShelf {
  private constructor(
    private readonly db: IDBDatabase | null,
    readonly lasting: boolean,
  ) {}

  static async open(): Promise<Shelf> {
    try {
      const request = indexedDB.open(NAME, 1)
      request.onupgradeneeded = () => {
        request.result.createObjectStore(PRESSES, { keyPath: 'key' })
        request.result.createObjectStore(FACTS)
      }
      return new Shelf(await done(request), true)
    } catch {
      return new Shelf(null, false)
    }
  }

  async all(): Promise<Press[]> {
    return this.db ? done(this.db.transaction(PRESSES).objectStore(PRESSES).getAll() as IDBRequest<Press[]>) : []
  }

  put(press: Press): Promise<void> {
    return this.change(PRESSES, (store) => store.put(press))
  }

  drop(keys: string[]): Promise<void> {
    return this.change(PRESSES, (store) => keys.forEach((key) => store.delete(key)))
  }

  async fact<T>(name: string): Promise<T | undefined> {
    return this.db ? done(this.db.transaction(FACTS).objectStore(FACTS).get(name) as IDBRequest<T>) : undefined
  }

  keep(name: string, value: unknown): Promise<void> {
    // What screens hold is wrapped by Vue, which the database will not clone.
    const plain: unknown = JSON.parse(JSON.stringify(value ?? null))
    return this.change(FACTS, (store) => store.put(plain, name))
  }

  /** Addresses and callers' numbers leave the phone with whoever logs out. */
  forgetFacts(): Promise<void> {
    return this.change(FACTS, (store) => store.clear())
  }

  private change(name: string, act: (store: IDBObjectStore) => unknown): Promise<void> {
    if (!this.db) return Promise.resolve()
    // Strict: on the flash before it counts as kept, because phones lose power.
    const transaction = this.db.transaction(name, 'readwrite', { durability: 'strict' })
    act(transaction.objectStore(name))
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
    })
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('failed'))
  })
}
