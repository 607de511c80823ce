/** What this browser remembers of a person's taste: theme and sound. */
import { defineStore } from 'pinia'
import { ref, watchEffect } from 'vue'

export type Theme = 'dark' | 'light'

export const usePrefs = defineStore('prefs', () => {
  const theme = ref<Theme>(localStorage.getItem('liandong.theme') === 'light' ? 'light' : 'dark')
  const muted = ref(localStorage.getItem('liandong.muted') === 'yes')

  watchEffect(() => {
    document.documentElement.dataset.theme = theme.value
    localStorage.setItem('liandong.theme', theme.value)
    localStorage.setItem('liandong.muted', muted.value ? 'yes' : 'no')
  })

  return { theme, muted }
})
