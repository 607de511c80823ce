/** Who sits at this desk. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { logIn, logOut, whoAmI } from '@/api/endpoints'
import type { User } from '@/api/views'

export const useSession = defineStore('session', () => {
  const user = ref<User | null>(null)
  const checked = ref(false)

  /** Takes up a session that a reload interrupted, if the cookie is still good. */
  async function resume(): Promise<void> {
    try {
      user.value = (await whoAmI()).user
    } catch {
      user.value = null
    } finally {
      checked.value = true
    }
  }

  async function enter(username: string, password: string): Promise<void> {
    user.value = (await logIn(username, password)).user
  }

  async function leave(): Promise<void> {
    await logOut().catch(() => undefined)
    user.value = null
  }

  return { user, checked, resume, enter, leave }
})
