import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/app/theme.css'
import CrewApp from '@/crew/CrewApp.vue'
import '@/field/field.css'
import { addFieldWords } from '@/field/words'
import { locale, setLocale, t } from '@/i18n'

addFieldWords()
void setLocale(locale.value)
document.title = `${t('app.name')} ${t('field.crewPage')}`
createApp(CrewApp).use(createPinia()).mount('#app')

// Only https and localhost allow it; without it the page works as long as it stays open.
if ('serviceWorker' in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register('/crew-worker.js', { scope: '/crew' })
}
