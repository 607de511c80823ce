/** The phone's own position as the vehicle's (VEH-05): measured by state, held while off-line, bounded. */
import { onBeforeUnmount, ref, type Ref, watch } from 'vue'
import { ApiError } from '@/api/client'
import { sendFixes } from '@/field/endpoints'
import { FixBuffer, fixOf, type FixRecord, paceOf } from '@/field/fixes'
import { useField } from '@/field/store'
import { said } from '@/i18n'

const KEPT_AS = { on: 'liandong.field.position', datum: 'liandong.field.datum' } as const
const CHECK_EVERY_MS = 1000
const WAIT_MAX_MS = 20_000

export interface Position {
  on: Ref<boolean>
  datum: Ref<'wgs84' | 'gcj02'>
  held: Ref<number>
  last: Ref<FixRecord | null>
  problem: Ref<string>
}

export function usePosition(vehicleId: Ref<string>, state: Ref<string>): Position {
  const field = useField()
  const on = ref(localStorage.getItem(KEPT_AS.on) !== 'no')
  const datum = ref<'wgs84' | 'gcj02'>(localStorage.getItem(KEPT_AS.datum) === 'gcj02' ? 'gcj02' : 'wgs84')
  const held = ref(0)
  const last = ref<FixRecord | null>(null)
  const problem = ref('')
  let buffer = new FixBuffer()
  let [nextMs, measuredMs, busy] = [0, 0, false]

  watch(
    () => field.ready,
    async (isReady) => {
      if (isReady) buffer = new FixBuffer([...((await field.fact<FixRecord[]>('fixes')) ?? []), ...buffer.all()])
    },
  )
  watch([on, datum], () => {
    localStorage.setItem(KEPT_AS.on, on.value ? 'yes' : 'no')
    localStorage.setItem(KEPT_AS.datum, datum.value)
    nextMs = 0
  })
  watch(state, () => (nextMs = 0))

  function measure(): void {
    const { everyMs, fine } = paceOf(state.value)
    nextMs = Date.now() + everyMs
    navigator.geolocation?.getCurrentPosition(
      ({ coords, timestamp }) => {
        // A browser may hand out the same measurement again: not a new fix.
        if (timestamp === measuredMs) return
        measuredMs = timestamp
        const atMs = field.now() - Math.max(0, Date.now() - timestamp)
        last.value = fixOf(vehicleId.value, coords, datum.value, atMs)
        buffer.add(last.value)
        problem.value = ''
        void hand()
      },
      () => (problem.value = 'noPosition'),
      { enableHighAccuracy: fine, maximumAge: everyMs / 2, timeout: WAIT_MAX_MS },
    )
  }

  async function hand(): Promise<void> {
    held.value = buffer.size
    if (busy || !field.current || buffer.size === 0) return field.keepFact('fixes', buffer.all())
    busy = true
    const batch = buffer.batch()
    try {
      const { rejected } = await sendFixes(batch)
      buffer.sent(batch)
      const why = rejected.at(-1)
      problem.value = why ? said({ zh: why.detail, en: why.detail_en }) : ''
    } catch (error) {
      // What the server will never take must not block what comes after it.
      if (error instanceof ApiError && [400, 403, 413, 422].includes(error.status)) buffer.sent(batch)
    } finally {
      busy = false
      held.value = buffer.size
      await field.keepFact('fixes', buffer.all())
    }
  }

  watch(
    () => field.current,
    (isCurrent) => isCurrent && void hand(),
  )
  const timer = setInterval(() => {
    const isWanted = on.value && field.ready && vehicleId.value && state.value !== 'off_duty'
    if (isWanted && Date.now() >= nextMs) measure()
    if (field.current && buffer.size > 0) void hand()
  }, CHECK_EVERY_MS)
  onBeforeUnmount(() => clearInterval(timer))

  return { on, datum, held, last, problem }
}
