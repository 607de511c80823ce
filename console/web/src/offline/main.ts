import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/app/theme.css'
import { locale, setLocale, t } from '@/i18n'
import OfflineDesk from '@/offline/OfflineDesk.vue'
import '@/offline/words'

void setLocale(locale.value)
  .catch(() => undefined)
  .then(() => {
    document.title = `${t('app.name')} ${t('offline.title')}`
    document.documentElement.dataset.theme = localStorage.getItem('liandong.theme') ?? 'dark'
    createApp(OfflineDesk).use(createPinia()).mount('#app')
  })
