/** Whose page it is: what the phone kept is taken up, and a login of the right role goes on to the live board. */
import { computed, type ComputedRef, onMounted, ref, type Ref, watch } from 'vue'
import { ApiError } from '@/api/client'
import type { User } from '@/api/views'
import { useField } from '@/field/store'
import { t } from '@/i18n'

export interface Door {
  /** Somebody is logged in, and in a role that this page is for. */
  allowed: ComputedRef<boolean>
  /** The page itself may be shown. */
  open: ComputedRef<boolean>
  problem: Ref<string>
  begin: () => Promise<void>
}

/** `prepare` is what a page still has to take up once the region and the board are there. */
export function useDoor(roles: readonly User['role'][], prepare: () => unknown = () => undefined): Door {
  const field = useField()
  const problem = ref('')
  const allowed = computed(() => field.user !== null && roles.includes(field.user.role))

  async function begin(): Promise<void> {
    problem.value = ''
    try {
      await field.begin()
      await prepare()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = t('field.noRegion')
    }
  }

  onMounted(() => field.open())
  watch(
    () => field.user?.username,
    (name) => (name && allowed.value ? begin() : undefined),
  )
  return { allowed, open: computed(() => allowed.value && field.ready), problem, begin }
}
