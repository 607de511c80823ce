/**
 * Adds the words of the pages in the field to those of the screens: both languages at once, because a
 * phone changes its language in a valley without a network too.
 */
import { addWords } from '@/i18n'
import { en } from '@/i18n/en'
import { fieldEn } from '@/field/words/en'
import { fieldZh } from '@/field/words/zh-CN'

export function addFieldWords(): void {
  addWords({ 'zh-CN': fieldZh, en })
  addWords({ en: fieldEn })
}
