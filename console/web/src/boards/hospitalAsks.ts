/** Whether a record of a hospital waits for the desk; the panel and its mark on the first screen agree by this. */
interface Asking {
  withdrawn_ms?: number | null
  divert?: { granted: boolean | null } | null
  load?: string
  approved?: boolean | null
  settlement?: string | null
}

const ASKS: Readonly<Record<string, (one: Asking) => boolean>> = {
  notices: (one) => one.withdrawn_ms === null && one.divert?.granted === null,
  hospital_states: (one) => one.load === 'diverting' && one.approved === null,
  refusals: (one) => one.settlement === null,
}
export const hospitalAsks = (kind: string, one: object): boolean => ASKS[kind]?.(one) ?? false
