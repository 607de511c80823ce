/** Adds the words of the pages in the field to those of the screens. */
import { i18n } from '@/i18n'
import { fieldEn } from '@/field/words/en'
import { fieldZh } from '@/field/words/zh-CN'

export function addFieldWords(): void {
  i18n.global.mergeLocaleMessage('zh-CN', fieldZh)
  i18n.global.mergeLocaleMessage('en', fieldEn)
}
