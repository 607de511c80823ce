/**
 * The one table of panels: what a desk opens beside its boards when it is needed, loaded only then.
 * A row says what the first screen must know of a panel; how to add one stands in ../../README.md.
 */
import type { Component } from 'vue'
import { addWords } from '@/i18n'
import { CHOICE_KEYS } from '@/keys/rows'
import { asks, type DueAlarm } from '@/boards/dueAlarm'
import type { KeyContext } from '@/keys/table'

/** Where a panel stands: in the event, above the calls or vehicles, or across the screen. */
export type Dock = 'event' | 'calls' | 'vehicles' | 'strip'

interface Title {
  zh: string
  en: string
}

/** A key of a panel while it is attended; nothing else answers to it then. */
export interface PanelKey {
  name: string
  keys: readonly string[]
  cap?: string
  title: Title
  hint?: boolean
}

export interface PanelRow {
  id: string
  dock: Dock
  title: Title
  /** Opens it, attends to it, closes it. */
  key: string
  /** What opens it from the command bar: in full, in pinyin, by initials or in English. */
  words: RegExp
  /** Whether there is anything to open; the panel goes when this ends. */
  when: (context: KeyContext) => boolean
  /** How much in it waits for somebody; shown beside its title. */
  waiting?: (context: KeyContext) => number
  /** While this holds it stands open by itself, unless put away; it never takes the keys. */
  opens?: (context: KeyContext) => boolean
  keys?: readonly PanelKey[]
  load: () => Promise<{ default: Component }>
}

/** Hand-overs that wait for an answer of this desk's centre. */
const offered = (c: KeyContext): number =>
  [...(c.extra.handovers?.values() ?? [])].filter((one) => {
    const { state, to_unit } = one as { id: string; state?: string; to_unit?: string }
    return state === 'offered' && to_unit === c.unit
  }).length

/** Referrals that nobody has answered. */
const asked = (c: KeyContext): number =>
  [...(c.extra.referrals?.values() ?? [])].filter((one) => (one as { state?: string }).state === 'requested').length

/** Requests and notes of neighbours that wait for this desk's centre. */
const wanted = (c: KeyContext): number =>
  [...(c.extra.boundaries?.values() ?? [])].filter((one) => {
    const { state, asked_of } = one as { id: string; state?: string; asked_of?: string }
    return (state === 'open' || state === 'noted') && asked_of === c.unit
  }).length

/** Alarms that this login's desk has to acknowledge. */
const asking = (c: KeyContext): DueAlarm[] =>
  [...((c.extra.alarms ?? new Map()) as ReadonlyMap<string, DueAlarm>).values()].filter((one) => asks(one, c.unit))

export const PANELS: readonly PanelRow[] = [
  {
    id: 'alarms',
    dock: 'strip',
    title: { zh: '超时告警', en: 'Alarms' },
    key: 'F9',
    words: /^(告警|超时|gaojing|gj|alarms?)$/i,
    when: (c) => !!c.extra.alarms?.size,
    waiting: (c) => asking(c).length,
    opens: (c) => asking(c).length > 0,
    keys: [
      { name: 'next', keys: ['ArrowDown', 'j'], title: { zh: '下一条', en: 'next' } },
      { name: 'previous', keys: ['ArrowUp', 'k'], title: { zh: '上一条', en: 'previous' } },
      { name: 'answer', keys: ['1', '2', '3'], cap: '1…3', title: { zh: '确认/处置', en: 'answer' }, hint: true },
      { name: 'show', keys: ['Enter'], title: { zh: '查看', en: 'show' }, hint: true },
    ],
    load: () => import('@/panels/AlarmsPanel.vue'),
  },
  {
    id: 'late',
    dock: 'strip',
    title: { zh: '晚出诊', en: 'Late departures' },
    key: 'Shift+o',
    words: /^(晚出诊|wanchuzhen|wcz|late)$/i,
    when: () => true,
    load: () => import('@/panels/LatePanel.vue'),
  },
  {
    id: 'limits',
    dock: 'strip',
    title: { zh: '时限参数', en: 'Limits' },
    key: 'Shift+x',
    words: /^(时限|参数|shixian|sx|limits?)$/i,
    when: () => true,
    load: () => import('@/panels/LimitsPanel.vue'),
  },
  {
    id: 'card',
    dock: 'event',
    title: { zh: '来电卡片', en: 'Caller' },
    key: 'Shift+c',
    words: /^(来电|卡片|重复|催车|laidian|ld|caller|card)$/i,
    when: (c) => c.focus === 'call',
    opens: (c) => c.callState === 'talking' || c.callState === 'ringing',
    keys: [
      { name: 'take', keys: ['Enter'], title: { zh: '关联催车', en: 'attach as chasing' }, hint: true },
      { name: 'decline', keys: ['x'], title: { zh: '不是同一事件', en: 'not the same' }, hint: true },
    ],
    load: () => import('@/panels/CallCardPanel.vue'),
  },
  {
    id: 'places',
    dock: 'event',
    title: { zh: '定位', en: 'Places' },
    key: 'Shift+p',
    words: /^(定位|位置|dingwei|dw|places?|location)$/i,
    when: (c) => c.focus === 'incident',
    opens: (c) => c.better,
    waiting: (c) => Number(c.better),
    keys: [
      { name: 'take', keys: ['Enter'], title: { zh: '采用建议的定位', en: 'take the better one' }, hint: true },
      { name: 'choose', keys: CHOICE_KEYS, cap: '1…9', title: { zh: '采用这条', en: 'take this one' }, hint: true },
    ],
    load: () => import('@/panels/PlacesPanel.vue'),
  },
  {
    id: 'same',
    dock: 'event',
    title: { zh: '并案', en: 'Same event' },
    key: 'Shift+j',
    words: /^(并案|合并|拆分|重复|bingan|ba|merge|split|same)$/i,
    when: (c) => c.focus === 'incident',
    keys: [
      { name: 'intoThis', keys: ['Enter'], title: { zh: '并入本事件', en: 'merge into this one' }, hint: true },
      { name: 'thisInto', keys: ['o'], title: { zh: '本事件并入', en: 'merge this one into it' }, hint: true },
      { name: 'decline', keys: ['x'], title: { zh: '不是同一事件', en: 'not the same' }, hint: true },
      { name: 'split', keys: ['u'], title: { zh: '拆分', en: 'take apart' }, hint: true },
    ],
    load: () => import('@/panels/SameEventPanel.vue'),
  },
  {
    id: 'decide',
    dock: 'event',
    title: { zh: '受理', en: 'Decisions' },
    key: 'F7',
    words: /^(受理|改派|另接|增援|shouli|sl|gaipai|gp|decide|divert)$/i,
    when: (c) => c.focus === 'incident',
    keys: [
      { name: 'divert', keys: ['v'], title: { zh: '改派在途车辆', en: 'divert a vehicle' }, hint: true },
      { name: 'reinforce', keys: ['r'], title: { zh: '待增援', en: 'reinforcement wanted' }, hint: true },
      { name: 'special', keys: ['s'], title: { zh: '特殊事件', en: 'special event' }, hint: true },
    ],
    load: () => import('@/panels/DecidePanel.vue'),
  },
  {
    id: 'waiting',
    dock: 'calls',
    title: { zh: '待派列表', en: 'Waiting list' },
    key: 'F6',
    words: /^(待派|等车|无车|daipai|dp|waiting|wait)$/i,
    when: () => true,
    waiting: (c) => c.offers,
    opens: (c) => c.offers > 0,
    keys: [
      { name: 'next', keys: ['ArrowDown', 'j'], title: { zh: '下一条', en: 'next' } },
      { name: 'previous', keys: ['ArrowUp', 'k'], title: { zh: '上一条', en: 'previous' } },
      { name: 'show', keys: ['Enter'], title: { zh: '查看', en: 'show' }, hint: true },
      { name: 'send', keys: ['s'], title: { zh: '按建议派车', en: 'send the proposed one' }, hint: true },
      { name: 'decline', keys: ['x'], title: { zh: '不采纳', en: 'not this one' }, hint: true },
      { name: 'none', keys: ['w'], title: { zh: '欲派无车', en: 'nobody to send' }, hint: true },
    ],
    load: () => import('@/panels/WaitingPanel.vue'),
  },
  {
    id: 'referrals',
    dock: 'strip',
    title: { zh: '双向转诊', en: 'Referrals' },
    key: 'F4',
    words: /^(转诊|双向转诊|转院|zhuanzhen|zz|referrals?|transfers?)$/i,
    when: () => true,
    waiting: (c) => asked(c),
    keys: [
      { name: 'next', keys: ['ArrowDown', 'j'], title: { zh: '下一条', en: 'next' } },
      { name: 'previous', keys: ['ArrowUp', 'k'], title: { zh: '上一条', en: 'previous' } },
      { name: 'ask', keys: ['a'], title: { zh: '新转诊', en: 'new' }, hint: true },
      { name: 'accept', keys: ['y'], title: { zh: '接收', en: 'accept' }, hint: true },
      { name: 'refuse', keys: ['n'], title: { zh: '拒收', en: 'refuse' }, hint: true },
      { name: 'schedule', keys: ['d'], title: { zh: '排车', en: 'order a vehicle' }, hint: true },
      { name: 'cancel', keys: ['x'], title: { zh: '取消', en: 'cancel' } },
      { name: 'show', keys: ['Enter'], title: { zh: '查看事件', en: 'show its event' } },
    ],
    load: () => import('@/panels/ReferralsPanel.vue'),
  },
  {
    id: 'triage',
    dock: 'event',
    title: { zh: '分诊', en: 'Triage' },
    key: 'Shift+w',
    words: /^(分诊|问诊|fenzhen|fz|triage)$/i,
    when: (c) => c.focus === 'incident',
    keys: [
      { name: 'answer', keys: CHOICE_KEYS, cap: '1…9', title: { zh: '回答', en: 'answer' }, hint: true },
      { name: 'hinted', keys: ['Enter'], title: { zh: '按主诉选', en: 'as the complaint says' } },
      { name: 'back', keys: ['Backspace'], title: { zh: '退回一问', en: 'one question back' }, hint: true },
      { name: 'beat', keys: [' '], title: { zh: '按压节拍 开始/停止', en: 'beat on / off' }, hint: true },
      { name: 'card', keys: ['g'], title: { zh: '下一张指导卡', en: 'next guidance card' }, hint: true },
      { name: 'override', keys: ['o'], title: { zh: '人工改级', en: 'override urgency' }, hint: true },
      { name: 'code', keys: ['k'], title: { zh: '外部分级码', en: 'external code' } },
    ],
    load: () => import('@/panels/TriagePanel.vue'),
  },
  {
    id: 'line',
    dock: 'event',
    title: { zh: '话路', en: 'Line' },
    key: 'Shift+l',
    words: /^(话路|电话|hl|hualu|line|phone)$/i,
    when: (c) => c.focus === 'call',
    keys: [
      { name: 'hold', keys: ['h'], title: { zh: '保持/恢复', en: 'hold / resume' }, hint: true },
      { name: 'transfer', keys: ['t'], title: { zh: '转接', en: 'pass on' }, hint: true },
    ],
    load: () => import('@/panels/LinePanel.vue'),
  },
  {
    id: 'handover',
    dock: 'event',
    title: { zh: '转交与接管', en: 'Hand-over' },
    key: 'Shift+m',
    words: /^(转交|转分中心|接管|交还|zj|zhuanjiao|hand-?over|take-?over)$/i,
    when: (c) => c.focus === 'incident',
    keys: [
      { name: 'give', keys: ['t'], title: { zh: '转分中心', en: 'hand over' }, hint: true },
      { name: 'take', keys: ['g'], title: { zh: '上级接管', en: 'take over' }, hint: true },
      { name: 'back', keys: ['b'], title: { zh: '交还', en: 'give back' }, hint: true },
      { name: 'withdraw', keys: ['x'], title: { zh: '撤回', en: 'withdraw' } },
    ],
    load: () => import('@/panels/HandOverPanel.vue'),
  },
  {
    id: 'incoming',
    dock: 'calls',
    title: { zh: '转来的事件', en: 'Handed to us' },
    key: 'Shift+y',
    words: /^(转来|接收|jieshou|js|incoming)$/i,
    when: (c) => offered(c) > 0,
    waiting: offered,
    opens: (c) => offered(c) > 0,
    keys: [
      { name: 'accept', keys: ['y'], title: { zh: '接收', en: 'accept' }, hint: true },
      { name: 'decline', keys: ['n'], title: { zh: '拒收', en: 'decline' }, hint: true },
    ],
    load: () => import('@/panels/IncomingPanel.vue'),
  },
  {
    id: 'seats',
    dock: 'strip',
    title: { zh: '席位', en: 'Seats' },
    key: 'Shift+e',
    words: /^(席位|就绪|离席|签退|xw|xiwei|seats?)$/i,
    when: () => true,
    keys: [
      { name: 'ready', keys: ['r'], title: { zh: '就绪', en: 'ready' }, hint: true },
      { name: 'away', keys: ['a'], title: { zh: '离席', en: 'away' }, hint: true },
      { name: 'manual', keys: ['m'], title: { zh: '手工受理', en: 'manual' }, hint: true },
      { name: 'out', keys: ['o'], title: { zh: '签退', en: 'sign out' } },
    ],
    load: () => import('@/panels/SeatPanel.vue'),
  },
  {
    id: 'layouts',
    dock: 'strip',
    title: { zh: '受理模式', en: 'Layouts' },
    key: 'Shift+v',
    words: /^(受理模式|模式|夜间归并|ms|moshi|layouts?)$/i,
    when: () => true,
    keys: [{ name: 'set', keys: ['m'], title: { zh: '改模式', en: 'change' }, hint: true }],
    load: () => import('@/panels/LayoutPanel.vue'),
  },
  {
    id: 'ways',
    dock: 'vehicles',
    title: { zh: '备选方案', en: 'Ways to answer' },
    key: 'Shift+d',
    words: /^(方案|备选|会车|换车|fangan|fa|ways?|pair|swap)$/i,
    when: (c) => c.focus === 'incident',
    keys: [
      { name: 'first', keys: ['1'], title: { zh: '全网最近', en: 'nearest of all' }, hint: true },
      { name: 'county', keys: ['2'], title: { zh: '本县最近', en: 'of the county' } },
      { name: 'fit', keys: ['3'], title: { zh: '能力最近', en: 'that is fit' } },
      { name: 'pair', keys: ['4'], title: { zh: '会车', en: 'pair' }, hint: true },
      { name: 'swap', keys: ['s'], title: { zh: '换车', en: 'exchange' }, hint: true },
      { name: 'keep', keys: ['x'], title: { zh: '不换', en: 'keep' } },
    ],
    load: () => import('@/panels/WaysPanel.vue'),
  },
  {
    id: 'neighbours',
    dock: 'calls',
    title: { zh: '跨界请求', en: 'Neighbours' },
    key: 'Shift+k',
    words: /^(跨界|邻县|请求|kuajie|kj|neighbours?|boundary)$/i,
    when: (c) => !!c.extra.boundaries?.size,
    waiting: wanted,
    opens: (c) => wanted(c) > 0,
    keys: [
      { name: 'grant', keys: ['y'], title: { zh: '同意/已阅', en: 'grant / seen' }, hint: true },
      { name: 'refuse', keys: ['n'], title: { zh: '不同意', en: 'refuse' }, hint: true },
      { name: 'withdraw', keys: ['x'], title: { zh: '撤回', en: 'withdraw' } },
    ],
    load: () => import('@/panels/NeighboursPanel.vue'),
  },
  {
    id: 'helpers',
    dock: 'event',
    title: { zh: '除颤器与志愿者', en: 'AEDs and volunteers' },
    key: 'Shift+n',
    words: /^(除颤器|志愿者|附近|zhiyuan|zyz|aed|volunteers?|helpers?|near)$/i,
    when: (c) => c.focus === 'incident',
    keys: [
      { name: 'call', keys: ['Enter'], title: { zh: '呼叫志愿者', en: 'call a volunteer' }, hint: true },
      { name: 'comes', keys: ['y'], title: { zh: '前往', en: 'comes' } },
      { name: 'stays', keys: ['n'], title: { zh: '不来', en: 'does not' } },
    ],
    load: () => import('@/panels/HelpersPanel.vue'),
  },
  {
    id: 'posts',
    dock: 'strip',
    title: { zh: '临时站点', en: 'Posts' },
    key: 'F2',
    words: /^(临时站点|保障点|驻点|设点|zhudian|lszd|posts?|standby)$/i,
    when: () => true,
    keys: [
      { name: 'next', keys: ['ArrowDown', 'j'], title: { zh: '下一个', en: 'next' } },
      { name: 'previous', keys: ['ArrowUp', 'k'], title: { zh: '上一个', en: 'previous' } },
      { name: 'open', keys: ['n'], title: { zh: '设点', en: 'new' }, hint: true },
      { name: 'send', keys: ['v'], title: { zh: '派车驻点', en: 'post a vehicle' }, hint: true },
      { name: 'home', keys: ['b'], title: { zh: '回本站', en: 'home' }, hint: true },
      { name: 'end', keys: ['x'], title: { zh: '撤点', en: 'give up' } },
      { name: 'show', keys: ['Enter'], title: { zh: '地图上看', en: 'on the map' } },
      { name: 'aim', keys: ['m'], title: { zh: '取地图所指', en: 'where the map points' } },
    ],
    load: () => import('@/panels/PostsPanel.vue'),
  },
  {
    id: 'slips',
    dock: 'strip',
    title: { zh: '纸质单', en: 'Paper slips' },
    key: 'F10',
    words: /^(纸质单|补录|领单|zhizhidan|zzd|bulu|bl|slips?|paper)$/i,
    when: () => true,
    keys: [
      { name: 'next', keys: ['ArrowDown', 'j'], title: { zh: '下一本', en: 'next' } },
      { name: 'previous', keys: ['ArrowUp', 'k'], title: { zh: '上一本', en: 'previous' } },
      { name: 'draw', keys: ['d'], title: { zh: '领单', en: 'draw a book' }, hint: true },
      { name: 'enter', keys: ['n'], title: { zh: '补录', en: 'enter a slip' }, hint: true },
      { name: 'show', keys: ['Enter'], title: { zh: '看刚补录的', en: 'show the last' }, hint: true },
      { name: 'aim', keys: ['m'], title: { zh: '取地图所指', en: 'where the map points' } },
    ],
    load: () => import('@/panels/SlipsPanel.vue'),
  },
]

/** The name of a panel's key in the key table, e.g. for its cap on a button. */
export const panelAction = (panel: string, key?: string): string => (key ? `${panel}.${key}` : `panel:${panel}`)

/** Panels that these words of the command bar open here and now. */
export const panelsNamed = (query: string, context: KeyContext): readonly PanelRow[] =>
  PANELS.filter((row) => row.words.test(query.trim()) && row.when(context))

for (const row of PANELS)
  for (const [path, { zh, en }] of [
    [`panel.${row.id}`, row.title] as const,
    ...(row.keys ?? []).map((one) => [`panel.${row.id}.${one.name}`, one.title] as const),
  ])
    addWords({ 'zh-CN': { [path]: zh }, en: { [path]: en } })
