/** Numbers of slips that were drawn in good time (F10) and are still free on this console. */
import type { KeptSlip } from '@/offline/shelf'
import type { BookView } from '@/panels/slips/slips'

/**
 * The next free number of a unit's books: none used here, and none that the server had entered when it
 * was heard last. Books are used from their front, so what was entered is counted from there.
 */
export function nextNumber(books: readonly BookView[], slips: readonly KeptSlip[], unit: string): number | null {
  const used = new Set(slips.filter((one) => one.unit === unit).map(({ slip }) => slip))
  for (const book of [...books].filter((one) => one.unit === unit).sort((a, b) => a.first - b.first))
    for (let slip = book.first + book.entered; slip <= book.last; slip++) if (!used.has(slip)) return slip
  return null
}
