import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/app/theme.css'
import '@/field/field.css'
import { addFieldWords } from '@/field/words'
import HospitalApp from '@/hospital/HospitalApp.vue'
import '@/hospital/words'
import { locale, setLocale, t } from '@/i18n'

addFieldWords()
void setLocale(locale.value)
document.title = `${t('app.name')} ${t('hospital.page')}`
createApp(HospitalApp).use(createPinia()).mount('#app')
