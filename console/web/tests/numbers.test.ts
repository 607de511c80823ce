import { expect, test } from 'vitest'
import type { UnitView } from '@/api/region'
import { centreMarks, incidentNumber, numberedBy } from '@/boards/numbers'

const unit = (code: string, name: string, kind: UnitView['kind'] = 'county_centre'): UnitView => ({
  code,
  name,
  kind,
  level: 'county',
  parent: null,
  phone: '', county_code: code,
  lon: 0,
  lat: 0,
})

test('a county centre goes by the shortest name that no other begins with', () => {
  const marks = centreMarks([
    unit('420300', '十堰市急救中心', 'city_centre'),
    unit('420323', '竹山县急救中心'),
    unit('420324', '竹溪县急救中心'),
    unit('420325', '房县急救中心'),
    unit('420325S01', '房县人民医院急救站', 'station'),
  ])
  expect([...marks.values()]).toEqual(['竹山', '竹溪', '房'])
})

test('a number says whose it is only where it could be another’s', () => {
  const id = '20261121-420325-0007'
  expect(numberedBy(id)).toBe('420325')
  expect(incidentNumber(id, '房')).toBe('房0007')
  expect(incidentNumber(id, undefined)).toBe('0007')
})
