/** What the server tells of pairs, neighbours and helpers, with its words; comes with their panels. */
import { addWords } from '@/i18n'
import type { Reason } from '@/api/views'

export interface Meeting {
  place: string
  on_scene: boolean
  at_s: number
  gain_s: number
}
/** One of the four ways to answer (DSP-03). */
export interface Way {
  kind: 'nearest' | 'own_county' | 'capable' | 'pair'
  vehicle_id: string | null
  partner_id: string | null
  eta_s: number | null
  advanced_s: number | null
  meeting: Meeting | null
  reasons: Reason[]
}
export interface Swap {
  task_id: string
  vehicle_id: string
  gain_s: number
}
export interface BoundaryView {
  id: string
  incident_id: string
  vehicle_id: string
  asking: string
  lending: string
  asked_of: string
  rule: string
  state: string
  asked_ms: number
  until_ms: number | null
  eta_s: number | null
  next_best: string | null
  urgency: string | null
  address: string
  complaint: string
  reason: string
}
export interface Nearby {
  aeds: { code: string; name: string; walk_s: number; hours: string }[]
  volunteers: {
    code: string
    name: string
    phone: string
    walk_s: number
    skills: string[]
    by_way_of: string | null
    by_way_of_walk_s: number | null
  }[]
  called: { id: string; volunteer_code: string; coming: boolean | null; minutes: number | null }[]
}

addWords({
  'zh-CN': {
    'ways.nearest': '全网最近',
    'ways.own_county': '本县最近',
    'ways.capable': '能力最近',
    'ways.pair': '基础＋高级会车',
    'ways.advanced': '高级救治',
    'ways.meet': '{place}会车，提前 {min} 分',
    'ways.onScene': '现场会合',
    'ways.swap': '{vehicle} 可替 {former}，提前 {min} 分',
    'ways.sent': '已派 {basic}、{advanced}',
    'ways.swapped': '已换 {vehicle}',
    'ways.refused': '有车辆刚被派走',
    'near.asks': '{unit} 请求用车',
    'near.tells': '{unit} 已派本县车辆',
    'near.mine': '已请求 {unit}',
    'near.reason': '不同意的原因',
    'near.next': '次优 {vehicle}',
    'near.open': '待答复',
    'near.granted': '已同意',
    'near.refused': '未同意',
    'near.lapsed': '无人答复',
    'helpers.none': '3 公里内没有登记的除颤器和志愿者',
    'helpers.walk': '步行 {time}',
    'helpers.by': '先取 {aed}，{time}',
    'helpers.called': '已呼叫',
    'helpers.coming': '前往',
    'helpers.not': '不能来',
    'helpers.yes': '前往',
    'helpers.no': '不来',
  },
  en: {
    'ways.nearest': 'Nearest of all',
    'ways.own_county': 'Nearest of the county',
    'ways.capable': 'Nearest that is fit',
    'ways.pair': 'Basic + advanced, meeting',
    'ways.advanced': 'advanced care',
    'ways.meet': 'meet at {place}, {min} min sooner',
    'ways.onScene': 'meet on the scene',
    'ways.swap': '{vehicle} could replace {former}, {min} min sooner',
    'ways.sent': '{basic} and {advanced} sent',
    'ways.swapped': '{vehicle} sent instead',
    'ways.refused': 'one of them has just been sent',
    'near.asks': '{unit} asks for a vehicle',
    'near.tells': '{unit} has sent one of ours',
    'near.mine': '{unit} was asked',
    'near.reason': 'why not',
    'near.next': 'next best {vehicle}',
    'near.open': 'waits',
    'near.granted': 'granted',
    'near.refused': 'refused',
    'near.lapsed': 'nobody answered',
    'helpers.none': 'no AED and no volunteer within 3 km',
    'helpers.walk': '{time} on foot',
    'helpers.by': 'by way of {aed}, {time}',
    'helpers.called': 'called',
    'helpers.coming': 'is coming',
    'helpers.not': 'cannot come',
    'helpers.yes': 'comes',
    'helpers.no': 'does not',
  },
})
