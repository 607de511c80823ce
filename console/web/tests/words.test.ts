import { expect, test } from 'vitest'
import { addWords, has, setLocale, t } from '@/i18n'

// The unit tests run without a browser; these are the two things of it that a language touches.
const kept = new Map<string, string>()
Object.assign(globalThis, {
  document: { documentElement: { lang: '' } },
  localStorage: { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v) },
})

test('a hole is filled, and a text nobody wrote shows its path', () => {
  expect(t('calls.earlier', { n: 3 })).toBe('前 3 次来电')
  expect(t('calls.nothing')).toBe('calls.nothing')
  expect(has('calls.nothing')).toBe(false)
})

test('English comes with the first that asks for it, and Chinese stands in where it is missing', async () => {
  addWords({ 'zh-CN': { later: { title: '后来', both: '两者' } }, en: { later: { both: 'both' } } })
  await setLocale('en')
  expect(t('calls.earlier', { n: 3 })).not.toContain('次来电')
  expect(t('later.both')).toBe('both')
  expect(t('later.title')).toBe('后来')
  expect(document.documentElement.lang).toBe('en')
  await setLocale('zh-CN')
  expect(t('later.both')).toBe('两者')
})

test('what a page says its own way outlives a change of language', async () => {
  addWords({ en: { calls: { title: 'Calls of this page' } } })
  await setLocale('en')
  expect(t('calls.title')).toBe('Calls of this page')
  await setLocale('zh-CN')
})
