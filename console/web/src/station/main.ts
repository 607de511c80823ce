import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/app/theme.css'
import '@/field/field.css'
import { addFieldWords } from '@/field/words'
import { locale, setLocale, t } from '@/i18n'
import StationApp from '@/station/StationApp.vue'

addFieldWords()
void setLocale(locale.value)
document.title = `${t('app.name')} ${t('field.stationPage')}`
createApp(StationApp).use(createPinia()).mount('#app')
