import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import type { RegionView } from '@/api/region'
import type { Ranking } from '@/api/views'
import { complete, isAmbiguous } from '@/command/completion'
import { keepLine, linesOf } from '@/command/history'
import { readTable, soundRank, spelled } from '@/command/sounds'
import { incident } from './build'

const kept = new Map<string, string>()
Object.assign(globalThis, {
  localStorage: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => kept.set(name, text),
    removeItem: (name: string) => kept.delete(name),
  },
})
const { readOrder } = await import('@/command/orders')
const { useBoard } = await import('@/stores/board')
const { useDesk } = await import('@/stores/desk')
const { useRanking } = await import('@/stores/ranking')
const { useRegion } = await import('@/stores/region')
const { useSession } = await import('@/stores/session')
await import('@/command/words')

const vehicle = (n: number, name: string, plate: string) => ({ index: n, id: `V${String(n).padStart(3, '0')}`, name, plate, station_name: '' })
const region = {
  counties: [],
  units: [],
  townships: [],
  hospitals: [{ code: 'H1', name: '太和医院', grade: '', lon: 110, lat: 32 }],
  vehicles: [vehicle(1, '太和01', '鄂C11111'), vehicle(2, '太和02', '鄂C22222'), vehicle(12, '人民12', '鄂C00012')],
  urgencies: { I: ['一级', 'I'], II: ['二级', 'II'] },
} as unknown as RegionView

const candidate = (rank: number, id: string, name: string) => ({ rank, vehicle_id: id, name, eta_s: 372, group: 'ready' })
const ids = (line: string) => readOrder(line)?.map(({ id }) => id)

beforeEach(() => {
  setActivePinia(createPinia())
  useRegion().region = region
  const commands = ['DispatchVehicle', 'ChooseHospital', 'PauseVehicle', 'DescribeIncident']
  useSession().user = { username: 'city', name: '市', role: 'dispatcher', unit: '420300', vehicle_id: null, commands }
  useBoard().applyChanges({ type: 'changes', seq: 1, at_ms: 0, calls: [], vehicles: [], incidents: [incident({ id: '20261121-420300-0007' })] })
})

function focused(): void {
  useDesk().lookAtIncident('20261121-420300-0007')
  useRanking().ranking = {
    ranked: [candidate(1, 'V001', '太和01'), candidate(2, 'V012', '人民12')],
    passed_over: [{ vehicle_id: 'V002', name: '太和02', why: [{ code: 'paused', zh: '暂停调用', en: 'out of use' }] }],
  } as unknown as Ranking
}

test('a name is found in full pinyin, by initials, and letters with digits', () => {
  const table = readTable({ tai: '太', he: '和', yi: '医一', yuan: '院元' })
  expect(spelled('太和01', table)).toEqual(['taihe01', 'th01'])
  expect(['taihe', 'th', 'thyy', 'taiheyiyuan', 'heyiyuan', 'yy', 'x'].map((one) => soundRank(one, '太和医院', table))).toEqual([1, 1, 0, 0, 2, null, null])
  expect(soundRank('太和', '太和医院', table)).toBeNull()
})

test('the recommended vehicle is told apart from the others before Enter', () => {
  focused()
  const [best] = readOrder('派 V001')!
  expect(best?.preview).toContain('推荐第 1')
  expect(readOrder('pai 12')?.[0]?.preview).toContain('第 2 位')
  expect(readOrder('派12')?.[0]?.id).toBe('send:V012')
})

test('who cannot go says why, and Enter has nothing to do', () => {
  focused()
  const [passed] = readOrder('派 V002')!
  expect([passed?.run, passed?.preview]).toEqual([null, '不能派：暂停调用'])
})

test('by words no more is done than by keys: a login that only reads is told so', () => {
  useSession().user!.commands = []
  const [found] = readOrder('派 V001') ?? []
  expect(found).toMatchObject({ id: 'send:V001', run: null, note: '只读账号，不能操作：派出所选' })
})

test('without an event nobody is sent', () => {
  expect(readOrder('派 V001')?.[0]).toMatchObject({ run: null, preview: '先选一个事件' })
})

test('an ambiguous line offers all and chooses none; the very number is no longer ambiguous', () => {
  focused()
  expect(ids('派 太和')).toEqual(['send:V001', 'send:V002'])
  expect(isAmbiguous(readOrder('派 太和')!)).toBe(true)
  expect(isAmbiguous(readOrder('派 太和01')!)).toBe(false)
  const found = complete('太和0', region, [])
  expect([isAmbiguous(found), found.map(({ id }) => id)]).toEqual([true, ['V001', 'V002']])
})

test('a fragment of an event number finds the event', () => {
  expect(complete('0007', region, useBoard().incidents.values())[0]?.id).toBe('20261121-420300-0007')
  expect(complete('#7', region, useBoard().incidents.values())[0]?.kind).toBe('incident')
})

test('words that are no order are left to the search', () => {
  for (const line of ['上津', '派出所', 'jiang', 'taihe', '停车场']) expect(readOrder(line), line).toBeNull()
})

test('lines that were carried out come back, the newest first and each once', () => {
  for (const line of ['派 V001', '级 1', '派 V001', '  ']) keepLine('city', line)
  expect(linesOf('city')).toEqual(['派 V001', '级 1'])
  expect(linesOf('yunxi')).toEqual([])
})
