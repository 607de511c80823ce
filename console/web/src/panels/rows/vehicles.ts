/** Panels above the vehicles. */
import type { PanelRow } from '@/panels/frame'

export const VEHICLES_PANELS: readonly PanelRow[] = [
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
    id: 'moveup',
    dock: 'vehicles',
    title: { zh: '待命建议', en: 'Where to wait' },
    key: 'Shift+F2',
    words: /^(待命|待命建议|调防|daiming|dm|move-?up)$/i,
    when: (c) => !!c.extra.moves?.size,
    waiting: (c) => c.extra.moves?.size ?? 0,
    keys: [
      { name: 'accept', keys: ['y'], title: { zh: '采纳', en: 'accept' }, hint: true },
      { name: 'decline', keys: ['n'], title: { zh: '不采纳', en: 'decline' }, hint: true },
      { name: 'show', keys: ['Enter'], title: { zh: '查看', en: 'show' } },
    ],
    load: () => import('@/panels/MoveUpPanel.vue'),
  },
]
