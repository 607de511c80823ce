/** Messages that wait for this desk; what the first screen must know of them. */
export interface Message {
  id: string
  to_kind: string
  to_id: string
  to_unit: string | null
  urgent: boolean
  by: { unit: string }
  readings: { by: { user: string; unit: string } }[]
}

/** Whether it is for this unit and none of its people has read it. */
export const isUnread = (one: Partial<Message>, unit: string | null | undefined): boolean =>
  one.to_kind !== 'vehicle' &&
  one.to_unit === unit &&
  one.by?.unit !== unit &&
  !(one.readings ?? []).some(({ by }) => by.unit === unit)
