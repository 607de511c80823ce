/** Panels across the whole screen. */
import { asks, type DueAlarm } from '@/boards/dueAlarm'
import { hospitalAsks } from '@/boards/hospitalAsks'
import type { KeyContext } from '@/keys/table'
import { CHOICE_KEYS } from '@/keys/rows'
import type { PanelRow } from '@/panels/frame'
import { isUnread, type Message } from '@/boards/unread'

/** Referrals that nobody has answered. */
const asked = (c: KeyContext): number =>
  [...(c.extra.referrals?.values() ?? [])].filter((one) => (one as { state?: string }).state === 'requested').length

/** Alarms that this login's desk has to acknowledge. */
const asking = (c: KeyContext): DueAlarm[] =>
  [...((c.extra.alarms ?? new Map()) as ReadonlyMap<string, DueAlarm>).values()].filter((one) => asks(one, c.unit))

/** Sheets of this desk that wait for the next shift. */
const signed = (c: KeyContext): number =>
  [...(c.extra.shifts?.values() ?? [])].filter((one) => {
    const { state, unit } = one as { state?: string; unit?: string }
    return state === 'signed' && unit === c.unit
  }).length

/** What hospitals ask of the desk: another destination, consent to divert, a refusal to be settled. */
const hospitalsAsk = (c: KeyContext): object[] =>
  ['notices', 'hospital_states', 'refusals'].flatMap((name) =>
    [...(c.extra[name]?.values() ?? [])].filter((one) => hospitalAsks(name, one)),
  )

/** Messages to this desk that nobody here has read. */
const unread = (c: KeyContext): number =>
  [...(c.extra.messages?.values() ?? [])].filter((one) => isUnread(one as Partial<Message>, c.unit)).length

export const STRIP_PANELS: readonly PanelRow[] = [
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
    id: 'hospitals',
    dock: 'strip',
    title: { zh: '接收医院', en: 'Hospitals' },
    key: 'Shift+F9',
    words: /^(接收医院|医院|改送|分流|拒收|yiyuan|yy|hospitals?)$/i,
    when: () => true,
    waiting: (c) => hospitalsAsk(c).length,
    opens: (c) => hospitalsAsk(c).length > 0,
    keys: [
      { name: 'grant', keys: CHOICE_KEYS, cap: '1…9', title: { zh: '同意，改送这家', en: 'grant, send there' }, hint: true },
      { name: 'agree', keys: ['y'], title: { zh: '批准分流', en: 'agree' }, hint: true },
      { name: 'deny', keys: ['n'], title: { zh: '不同意', en: 'deny' }, hint: true },
      { name: 'settle', keys: ['s'], title: { zh: '已协调接收并上报', en: 'settled and told' }, hint: true },
      { name: 'next', keys: ['ArrowDown', 'j'], title: { zh: '下一项', en: 'next' } },
    ],
    load: () => import('@/panels/HospitalsPanel.vue'),
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
    id: 'shift',
    dock: 'strip',
    title: { zh: '交接班', en: 'Change of shifts' },
    key: 'Shift+F6',
    words: /^(交接班|交班|接班|jiaojieban|jjb|shift|handover)$/i,
    when: () => true,
    waiting: (c) => signed(c),
    keys: [
      { name: 'sign', keys: ['s'], title: { zh: '交班签字', en: 'sign' }, hint: true },
      { name: 'withdraw', keys: ['x'], title: { zh: '撤回', en: 'withdraw' } },
      { name: 'history', keys: ['h'], title: { zh: '历史', en: 'history' }, hint: true },
      { name: 'print', keys: ['p'], title: { zh: '打印', en: 'print' }, hint: true },
    ],
    load: () => import('@/shift/ShiftPanel.vue'),
  },
  {
    id: 'messages',
    dock: 'strip',
    title: { zh: '消息', en: 'Messages' },
    key: 'Shift+F8',
    words: /^(消息|xiaoxi|xx|messages?|msg)$/i,
    when: () => true,
    waiting: (c) => unread(c),
    keys: [
      { name: 'next', keys: ['ArrowDown', 'j'], title: { zh: '下一条', en: 'next' } },
      { name: 'previous', keys: ['ArrowUp', 'k'], title: { zh: '上一条', en: 'previous' } },
      { name: 'write', keys: ['n'], title: { zh: '写消息', en: 'write' }, hint: true },
      { name: 'read', keys: ['y'], title: { zh: '已读', en: 'read' }, hint: true },
      { name: 'reply', keys: ['r'], title: { zh: '回复', en: 'reply' }, hint: true },
      { name: 'show', keys: ['Enter'], title: { zh: '查看事件', en: 'show its event' } },
    ],
    load: () => import('@/messages/MessagesPanel.vue'),
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
  {
    id: 'windows',
    dock: 'strip',
    title: { zh: '窗口与分栏', en: 'Windows' },
    key: 'F3',
    words: /^(窗口|布局|分栏|屏幕|chuangkou|ck|buju|bj|fenlan|fl|windows?|layout|columns?)$/i,
    when: () => true,
    keys: [
      { name: 'choose', keys: CHOICE_KEYS, cap: '1…9', title: { zh: '独立窗口', en: 'own window' }, hint: true },
      { name: 'restore', keys: ['r'], title: { zh: '恢复我的窗口', en: 'restore mine' }, hint: true },
      { name: 'remember', keys: ['s'], title: { zh: '记住现在的窗口', en: 'remember these' }, hint: true },
      { name: 'next', keys: ['ArrowRight', 'ArrowDown'], title: { zh: '下一板', en: 'next board' } },
      { name: 'previous', keys: ['ArrowLeft', 'ArrowUp'], title: { zh: '上一板', en: 'previous board' } },
      { name: 'later', keys: ['Shift+ArrowRight'], title: { zh: '右移', en: 'move right' }, hint: true },
      { name: 'earlier', keys: ['Shift+ArrowLeft'], title: { zh: '左移', en: 'move left' } },
      { name: 'wider', keys: [']'], title: { zh: '加宽', en: 'wider' }, hint: true },
      { name: 'narrower', keys: ['['], title: { zh: '变窄', en: 'narrower' } },
      { name: 'taller', keys: ['Shift+ArrowDown'], title: { zh: '加高', en: 'taller' } },
      { name: 'lower', keys: ['Shift+ArrowUp'], title: { zh: '变矮', en: 'lower' } },
      { name: 'off', keys: ['x'], title: { zh: '移出/放回主台', en: 'off / on the desk' }, hint: true },
      { name: 'usual', keys: ['d'], title: { zh: '恢复默认分栏', en: 'usual columns' } },
    ],
    load: () => import('@/windows/WindowsPanel.vue'),
  },
]
