/**
 * What can stand in a column of the desk or in a window of its own: the boards, and every panel.
 * A board is named by its id in addresses (`/board/map+vehicles`) and in what a login has saved.
 */
import { type Component, defineAsyncComponent, h } from 'vue'
import CallQueue from '@/boards/CallQueue.vue'
import CandidatesPanel from '@/boards/CandidatesPanel.vue'
import EventPanel from '@/boards/EventPanel.vue'
import IncidentList from '@/boards/IncidentList.vue'
import VehicleBoard from '@/boards/VehicleBoard.vue'
import { addWords, t } from '@/i18n'
import type { Panel } from '@/keys/table'
import { PANELS } from '@/panels'

export interface Column {
  boards: string[]
  width_percent: number
  split_percent?: number | null
}

/** The desk as it is until somebody arranges it. */
export const COLUMNS: readonly Column[] = [
  { boards: ['calls', 'incidents'], width_percent: 100 },
  { boards: ['event'], width_percent: 100 },
  { boards: ['map', 'candidates'], width_percent: 100 },
  { boards: ['vehicles'], width_percent: 100 },
]

/** These are the first screen. */
const FIRST: Readonly<Record<string, Component>> = {
  calls: CallQueue,
  incidents: IncidentList,
  event: EventPanel,
  candidates: CandidatesPanel,
  vehicles: VehicleBoard,
}
const LATER: Readonly<Record<string, () => Promise<{ default: Component }>>> = {
  // The heaviest part, and no step of a dispatch waits for it.
  map: () => import('@/map/MapView.vue'),
  log: () => import('@/windows/LogBoard.vue'),
}
const OWN: readonly string[] = [...Object.keys(FIRST), ...Object.keys(LATER)]

addWords({
  'zh-CN': {
    board: { calls: '来电', incidents: '事件列表', event: '受理', candidates: '推荐车辆', vehicles: '车辆', map: '地图', log: '事件时间线' },
    boardLoading: '正在装载……',
  },
  en: {
    board: { calls: 'Calls', incidents: 'Events', event: 'Intake', candidates: 'Recommended', vehicles: 'Vehicles', map: 'Map', log: 'Time line' },
    boardLoading: 'Loading…',
  },
})

export const BOARDS: readonly string[] = [...OWN, ...PANELS.map(({ id }) => id)]
export const isBoard = (id: string): boolean => BOARDS.includes(id)
export const boardTitle = (id: string): string => t(OWN.includes(id) ? `board.${id}` : `panel.${id}`)

/** Who has the attention when this board has it; the time line is read with the event. */
export const panelOfBoard = (id: string): Panel =>
  id === 'log' ? 'event' : OWN.includes(id) ? (id as Panel) : `dock:${id}`
export const boardOfPanel = (panel: Panel): string => (panel.startsWith('dock:') ? panel.slice(5) : panel)

/** The boards an address names; what it names and nobody knows comes beside them. */
export function boardsAt(pathname: string): { known: string[]; unknown: string[] } {
  const named = decodeURIComponent(pathname.split('/')[2] ?? '')
    .split('+')
    .filter(Boolean)
  const once = [...new Set(named)]
  return { known: once.filter(isBoard), unknown: once.filter((id) => !isBoard(id)) }
}

const loaded = new Map<string, Component>()
const loading: Component = () => h('section', { class: 'board' }, h('div', { class: 'empty' }, t('boardLoading')))

/** The component of a board; a panel stands in a frame of its own. */
export function boardComponent(id: string): Component {
  const known = FIRST[id] ?? loaded.get(id)
  if (known) return known
  const loader = LATER[id] ?? (() => import('@/windows/PanelBoard.vue'))
  const made = defineAsyncComponent({ loader, loadingComponent: loading, delay: 0 })
  loaded.set(id, made)
  return made
}

const FLEXIBLE: readonly string[] = ['map', 'candidates']
const isFlexible = ({ boards }: Column): boolean => boards.some((id) => FLEXIBLE.includes(id))

/** The widths of columns as a grid wants them: boards have their own, the map takes what is left. */
export function gridOf(columns: readonly Column[]): string {
  const flexible = columns.some(isFlexible)
  return columns
    .map((column, n) => {
      if (isFlexible(column) || (!flexible && n === columns.length - 1)) return `minmax(0, ${column.width_percent}fr)`
      return `calc(var(--width-${column.boards[0]}, var(--width-other)) * ${column.width_percent / 100})`
    })
    .join(' ')
}

/** The heights inside a column; undefined where the style sheet knows better. */
export function rowsOf({ boards, split_percent }: Column): string | undefined {
  if (boards.length === 1) return 'minmax(0, 1fr)'
  const usual = boards.join('+')
  if (!split_percent && (usual === 'calls+incidents' || usual === 'map+candidates')) return undefined
  const first = split_percent ?? 100 / boards.length
  const rest = (100 - first) / (boards.length - 1)
  return boards.map((_, n) => `minmax(0, ${n === 0 ? first : rest}fr)`).join(' ')
}

const SHARES: Readonly<Record<string, number>> = { calls: 34, incidents: 34, event: 40, candidates: 60, vehicles: 38, map: 80, log: 40 }

/** The columns of a window: its boards have it to themselves, each by what it needs. */
export const windowGrid = (boards: readonly string[]): string =>
  boards.map((id) => `minmax(0, ${SHARES[id] ?? 50}fr)`).join(' ')
