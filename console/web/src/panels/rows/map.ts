/** Panels on the map. */
import type { PanelRow } from '@/panels/frame'

export const MAP_PANELS: readonly PanelRow[] = [
  {
    id: 'layers',
    dock: 'map',
    title: { zh: '图层图例', en: 'Layers' },
    key: 'F1',
    words: /^(图层|图例|覆盖|覆盖图|tuceng|tc|tuli|fugai|fg|layers?|legend|coverage)$/i,
    when: () => true,
    keys: [
      { name: 'parked', keys: ['1'], title: { zh: '待命车辆', en: 'vehicles at rest' } },
      { name: 'names', keys: ['2'], title: { zh: '车名', en: 'names of vehicles' } },
      { name: 'doubts', keys: ['3'], title: { zh: '定位误差圈', en: 'circles of doubt' } },
      { name: 'routes', keys: ['4'], title: { zh: '全部任务路线', en: 'ways of all sorties' }, hint: true },
      { name: 'closures', keys: ['5'], title: { zh: '封路慢行', en: 'closed and slow roads' } },
      { name: 'borders', keys: ['6'], title: { zh: '区划界线', en: 'borders' } },
      { name: 'places', keys: ['7'], title: { zh: '站点医院乡镇', en: 'stations, hospitals, towns' } },
      { name: 'coverage', keys: ['8'], title: { zh: '覆盖时间', en: 'coverage in minutes' }, hint: true },
      { name: 'needed', keys: ['9'], title: { zh: '覆盖：任意/高级', en: 'coverage: any / advanced' } },
    ],
    load: () => import('@/map/LayersPanel.vue'),
  },
]
