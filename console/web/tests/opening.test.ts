import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { heldForPart, opens } from '@/keys/opening'
import { useWrites } from '@/stores/writes'

beforeEach(() => setActivePinia(createPinia()))

function part() {
  let arrive = (_: string) => {}
  const loaded = new Promise<string>((resolve) => (arrive = resolve))
  return { arrive, loaded }
}
const settled = () => new Promise((resolve) => setTimeout(resolve))

test('a digit pressed before the question stands answers the question', async () => {
  const said: string[] = []
  const { arrive, loaded } = part()
  opens(() => loaded, (it) => said.push(it))()
  expect(heldForPart('2', () => said.push('2'))).toBe(true)
  arrive('which?')
  await settled()
  expect(said).toEqual(['which?', '2'])
  expect(heldForPart('3', () => said.push('3'))).toBe(false)
})

test('Escape takes back what was typed ahead, and nobody types far ahead', async () => {
  const said: string[] = []
  const { arrive, loaded } = part()
  opens(() => loaded, () => said.push('open'))()
  heldForPart('1', () => said.push('1'))
  heldForPart('Escape', () => said.push('Escape'))
  for (const key of 'abcdef') heldForPart(key, () => said.push(key))
  arrive('')
  await settled()
  expect(said).toEqual(['open', 'a', 'b', 'c', 'd'])
})

test('a part that does not come says so, and what was typed for it does nothing', async () => {
  const said: string[] = []
  opens(() => Promise.reject(new Error('away')), () => said.push('open'))()
  heldForPart('2', () => said.push('2'))
  await settled()
  expect(said).toEqual([])
  expect(useWrites().notice?.level).toBe('failed')
  expect(heldForPart('3', () => said.push('3'))).toBe(false)
})
