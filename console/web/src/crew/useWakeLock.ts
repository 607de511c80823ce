/** A phone that sleeps does not ring: on duty its screen stays on, where the browser allows that. */
import { onBeforeUnmount, onMounted, type Ref, watch } from 'vue'

export function useWakeLock(wanted: Ref<boolean>): void {
  let lock: WakeLockSentinel | null = null

  async function renew(): Promise<void> {
    if (!('wakeLock' in navigator)) return
    if (!wanted.value) {
      await lock?.release()
      lock = null
    } else if (document.visibilityState === 'visible' && (!lock || lock.released)) {
      lock = await navigator.wakeLock.request('screen').catch(() => null)
    }
  }

  watch(wanted, renew)
  onMounted(() => document.addEventListener('visibilitychange', renew))
  onBeforeUnmount(() => document.removeEventListener('visibilitychange', renew))
}
