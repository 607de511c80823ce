import { expect, test } from 'vitest'
import { draftOf, scenarioOf } from '@/planner/draft'

const TABLE = [
  { county: '房县', free: 1, stations: ['县医院站'] },
  { county: '房县', free: 2, stations: ['县医院站', '军店站'] },
]

test('a table of places to wait at comes back as it was read', () => {
  const draft = draftOf({ name: 'x', policy: { move_up: 'compliance' }, standby: TABLE })
  expect(draft.standby[1]).toEqual({ county: '房县', free: 2, places: '县医院站 军店站' })
  expect(scenarioOf(draft).standby).toEqual(TABLE)
})

test('a priority list has no numbers of free vehicles, and another rule has no table', () => {
  const draft = draftOf({ name: 'x', policy: { move_up: 'priority' }, standby: [TABLE[1]!] })
  draft.standby[0]!.places = '军店站，县医院站'
  expect(scenarioOf(draft).standby).toEqual([{ county: '房县', stations: ['军店站', '县医院站'] }])
  draft.policy.move_up = 'dmexclp'
  expect(scenarioOf(draft).standby).toEqual([])
})
