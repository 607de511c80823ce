/** How an incident is called aloud: its running number, and whose number it is where several centres count. */
import type { UnitView } from '@/api/region'
import { shortId } from '@/boards/format'

/** The shortest beginning of each county centre's name that no other has: 房, 竹山, 竹溪. */
export function centreMarks(units: readonly UnitView[]): Map<string, string> {
  const centres = units.filter((unit) => unit.kind === 'county_centre' || unit.kind === 'city_branch')
  const isUnique = (start: string) => centres.filter((one) => one.name.startsWith(start)).length === 1
  const markOf = ({ name }: UnitView) => {
    const letters = [...name]
    const lengths = letters.map((_, n) => letters.slice(0, n + 1).join(''))
    return lengths.find(isUnique) ?? name
  }
  return new Map(centres.map((unit) => [unit.code, markOf(unit)]))
}

/** `20261121-420325-0007` as this desk says it: 0007 at home, 房0007 elsewhere. */
export function incidentNumber(id: string, mark: string | undefined): string {
  return `${mark ?? ''}${shortId(id)}`
}

/** The unit whose number it is: the one that opened the incident, whoever owns it now. */
export const numberedBy = (id: string): string => id.split('-')[1] ?? ''
