import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import type { User } from '@/api/views'
import { GIVES, isBarred, refuseBarred } from '@/keys/gives'
import { KEYS } from '@/keys/table'
import { panelAction, PANELS } from '@/panels'
import { useSession } from '@/stores/session'
import { useWrites } from '@/stores/writes'

const sit = (role: User['role'], commands: readonly string[]): void => {
  useSession().user = { username: role, name: role, role, unit: '420300', vehicle_id: null, commands }
}

beforeEach(() => setActivePinia(createPinia()))

test('a login that may only read is told so by the key of what it may not do', () => {
  sit('observer', [])
  expect(useSession().mayAct).toBe(false)
  expect(isBarred('send')).toBe(true)
  refuseBarred('send')
  expect(useWrites().notice).toMatchObject({ level: 'failed', text: '只读账号，不能操作：派出所选' })
})

test('a login that lacks one right keeps the others, and is not called a reader', () => {
  sit('dispatcher', ['DispatchVehicle'])
  expect([isBarred('send'), isBarred('posts.open')]).toEqual([false, true])
  refuseBarred('posts.open')
  expect(useWrites().notice?.text).toBe('本账号无权操作：设点')
})

test('keys that only look about are everybody’s', () => {
  sit('observer', [])
  for (const action of ['help', 'panelMap', 'fit', 'theme', 'logout', 'escape', 'messages.next', undefined])
    expect(isBarred(action), action).toBe(false)
})

test('whatever names a command is an action of the key table, or a button of a panel there is', () => {
  const keys = new Set(KEYS.map(({ action }) => action))
  const panels = new Set(PANELS.map(({ id }) => id))
  for (const action of Object.keys(GIVES))
    expect(keys.has(action) || panels.has(action.split('.')[0]!), action).toBe(true)
  expect(keys.has(panelAction('waiting', 'send'))).toBe(true)
})
