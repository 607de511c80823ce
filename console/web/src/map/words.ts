/** Words of the map's legend and layers; they come with the panel that shows them. */
import { addWords } from '@/i18n'

addWords({
  'zh-CN': {
    layers: { hidden: '未显示', legend: '图中现有' },
    map: {
      legend: {
        heading: '箭头或短线指行驶方向',
        stale: '虚线空心：定位已旧，停在最后一处',
        heap: '数字：同一处停放的车数',
        call: '来电位置',
        waiting: '事件，待派',
        late: '事件，已超时',
        responding: '事件，已派车',
        doubt: '虚线圈：定位误差范围',
        road: '沿道路的路线',
        guess: '虚线：直线估计',
        others: '细灰线：其他事件的路线',
        closed: '封路',
        slow: '慢行',
      },
    },
  },
  en: {
    layers: { hidden: 'not shown', legend: 'on the map now' },
    map: {
      legend: {
        heading: 'arrow or tick: where it is heading',
        stale: 'hollow, dashed: old fix, stands where last heard of',
        heap: 'number: vehicles parked at one spot',
        call: 'where a caller is',
        waiting: 'event, waits for a vehicle',
        late: 'event, overdue',
        responding: 'event, vehicle sent',
        doubt: 'dashed circle: how far the place may be off',
        road: 'way by road',
        guess: 'dashed: straight guess',
        others: 'thin grey: ways of other events',
        closed: 'closed road',
        slow: 'slow road',
      },
    },
  },
})
