/** Panels above the calls. */
import type { KeyContext } from '@/keys/table'
import type { PanelRow } from '@/panels/frame'

/** Hand-overs that wait for an answer of this desk's centre. */
const offered = (c: KeyContext): number =>
  [...(c.extra.handovers?.values() ?? [])].filter((one) => {
    const { state, to_unit } = one as { id: string; state?: string; to_unit?: string }
    return state === 'offered' && to_unit === c.unit
  }).length

/** Requests and notes of neighbours that wait for this desk's centre. */
const wanted = (c: KeyContext): number =>
  [...(c.extra.boundaries?.values() ?? [])].filter((one) => {
    const { state, asked_of } = one as { id: string; state?: string; asked_of?: string }
    return (state === 'open' || state === 'noted') && asked_of === c.unit
  }).length

export const CALLS_PANELS: readonly PanelRow[] = [
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
]
