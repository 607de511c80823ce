import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from '@/app/App.vue'
import '@/app/theme.css'
import { locale, setLocale } from '@/i18n'

// A desk must open even where the other language's words do not come: it then reads Chinese.
void setLocale(locale.value)
  .catch(() => undefined)
  .then(() => createApp(App).use(createPinia()).mount('#app'))
  .then(() => import('@/offline/keeping'))
  .then((it) => it.keepForLater())
  .catch(() => undefined)
