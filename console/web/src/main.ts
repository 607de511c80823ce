import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from '@/app/App.vue'
import '@/app/theme.css'
import { i18n, locale, setLocale } from '@/i18n'

setLocale(locale.value)
createApp(App).use(createPinia()).use(i18n).mount('#app')
