import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/app/theme.css'
import '@/field/field.css'
import { addFieldWords } from '@/field/words'
import { i18n, locale, setLocale, t } from '@/i18n'
import StationApp from '@/station/StationApp.vue'

addFieldWords()
setLocale(locale.value)
document.title = `${t('app.name')} ${t('field.stationPage')}`
createApp(StationApp).use(createPinia()).use(i18n).mount('#app')
