/** Who sits at this desk. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiError, post } from '@/api/client'
import { logIn, logOut, whoAmI } from '@/api/endpoints'
import type { User } from '@/api/views'
import { useWindows } from '@/stores/windows'

/**
 * Left by a login for the next visit. The cookie itself is hidden from scripts, and asking who is
 * there without one would be refused: an error in the browser's log of every first visit. It
 * outlives a session that the server has ended: whoever takes the shift over at this screen has
 * the cookie by then, and only the next visit can tell.
 */
const HINT = 'liandong.session'

/** Who is shown no calls, or no events either: an empty list of theirs means nothing (as `dispatch/sight.py` has it). */
const NO_CALLS: readonly User['role'][] = ['station_duty', 'planner', 'observer']
const NO_EVENTS: readonly User['role'][] = ['planner', 'observer']

export const useSession = defineStore('session', () => {
  const user = ref<User | null>(null)
  const checked = ref(false)
  const seesCalls = computed(() => user.value !== null && !NO_CALLS.includes(user.value.role))
  const seesEvents = computed(() => user.value !== null && !NO_EVENTS.includes(user.value.role))
  /** Whether the login may give a command at all; how far it reaches, the server says when it is given. */
  const may = (command: string): boolean => user.value?.commands?.includes(command) ?? false
  const mayAct = computed(() => !!user.value?.commands?.length)
  const windows = useWindows()
  windows.hear('logout', forget)

  function forget(): void {
    localStorage.removeItem(HINT)
    user.value = null
  }

  /** Says that somebody is at this desk, or not any more; who cannot be heard works all the same. */
  async function sit(state: string): Promise<void> {
    const role = user.value?.role ?? ''
    if (['dispatcher', 'shift_leader'].includes(role)) await post('/seat', { state }).catch(() => undefined)
  }

  /** Takes up a session that a reload interrupted, if the cookie is still good. */
  async function resume(): Promise<void> {
    try {
      if (localStorage.getItem(HINT)) user.value = (await whoAmI()).user
    } catch (error) {
      // A server that is away has not ended the session; only its refusal has.
      if (error instanceof ApiError && error.status === 401) localStorage.removeItem(HINT)
    } finally {
      checked.value = true
    }
  }

  async function enter(username: string, password: string): Promise<void> {
    user.value = (await logIn(username, password)).user
    localStorage.setItem(HINT, 'yes')
    await sit('logged_in')
  }

  async function leave(): Promise<void> {
    await sit('out')
    await logOut().catch(() => undefined)
    // The server closes their line; where it cannot be heard, they hear it from here.
    windows.tell('logout')
    forget()
  }

  return { user, checked, seesCalls, seesEvents, may, mayAct, resume, enter, leave }
})
