/** Messages (消息) in the field: which of them wait to be read here, and the wishes about them. */
import { computed, type ComputedRef } from 'vue'
import type { Press, Wish } from '@/field/outbox'
import { useField } from '@/field/store'
import type { Addressee, MessageView } from '@/messages/messages'
import { useBoard } from '@/stores/board'

/** Who reads here: a vehicle, a hospital or a station, by its id, with the login that reads for it. */
export interface Correspondent {
  kind: Addressee | 'station'
  id: string
  user: string
}

const readPath = (id: string): string => `/messages/${encodeURIComponent(id)}/read`

/** A station reads what is for itself or for its vehicles, unless one of its own people has: crews do on their phones. */
const isForStation = (one: MessageView, id: string): boolean =>
  one.to_unit === id && one.by.unit !== id && !one.readings.some(({ by }) => by.unit === id)

/** To it and read by nobody here, whether the server knows that already or not; the oldest first. */
export function unread(
  messages: Iterable<MessageView>,
  { kind, id, user }: Correspondent,
  presses: readonly Pick<Press, 'path' | 'outcome'>[],
): MessageView[] {
  const pressed = new Set(presses.filter(({ outcome }) => outcome !== 'refused').map(({ path }) => path))
  return [...messages]
    .filter((one) => (kind === 'station' ? isForStation(one, id) : one.to_kind === kind && one.to_id === id))
    .filter((one) => !one.readings.some(({ by }) => by.user === user) && !pressed.has(readPath(one.id)))
    .sort((a, b) => a.sent_ms - b.sent_ms)
}

/** What waits to be read here, as the board and this device's presses stand. */
export function useUnread(self: () => Correspondent): ComputedRef<MessageView[]> {
  const [board, field] = [useBoard(), useField()]
  return computed(() => unread(board.collection<MessageView>('messages').values(), self(), field.presses))
}

export const messageRead = (message: MessageView, atMs: number): Wish => ({
  kind: 'message',
  path: readPath(message.id),
  body: {},
  at_ms: atMs,
  note: message.text,
})

/** Back to the desk that wrote: whoever sits there now reads it. */
export const reply = (message: MessageView, text: string, atMs: number): Wish => ({
  kind: 'message',
  path: '/messages',
  body: { to_kind: 'unit', to_id: message.by.unit, text },
  at_ms: atMs,
  note: text,
})
