/** Desks as the server tells of them, with their words; comes with the panels that show them. */
import { addWords, t } from '@/i18n'
import { useRegion } from '@/stores/region'

export interface SeatView {
  id: string
  name: string
  unit: string
  state: string
  since_ms: number
  reason: string
  staffed: boolean
}

export interface HandOverView {
  id: string
  incident_id: string
  kind: string
  state: string
  from_unit: string
  to_unit: string
  offered_ms: number
  due_ms: number
  by: { name: string }
  reason: string
  settled_by: { name: string } | null
  answer: string
}

export interface LayoutPlan {
  unit: string
  from_ms: number
  layout: string
  night: { layout: string; from_minute: number; to_minute: number } | null
  partner: string | null
}

export interface DeskView {
  unit: string
  name: string
  layout: string
  desk: string
  owner: string
  partner: string | null
  stands: boolean
  logins: number
  seats: SeatView[]
}

addWords({
  'zh-CN': {
    'seat.out': '签退',
    'seat.logged_in': '登录',
    'seat.ready': '就绪',
    'seat.talking': '通话',
    'seat.after_call': '话后',
    'seat.away': '离席',
    'seat.manual': '手工受理',
    'desks.reason': '原因',
    'desks.nobody': '无人在席',
    'desks.noLogin': '无账号，无人能受理',
    'layout.unified': '统一受理',
    'layout.own': '自行受理',
    'layout.transfer': '上级受理后转派',
    'handover.offered': '待接收',
    'handover.accepted': '已接收',
    'handover.declined': '已拒收',
    'handover.bounced': '超时退回',
    'handover.withdrawn': '已撤回',
    'handover.kind.transfer': '转交',
    'handover.kind.take_over': '接管',
    'handover.kind.return': '交还',
    'refused.reason.why': '须写明原因',
    'refused.reason.remedy': '在原因栏写一句，再按一次',
    'refused.leader.why': '调度员不能改受理模式',
    'refused.leader.remedy': '请班长或管理员',
  },
  en: {
    'seat.out': 'signed out',
    'seat.logged_in': 'logged in',
    'seat.ready': 'ready',
    'seat.talking': 'talking',
    'seat.after_call': 'after the call',
    'seat.away': 'away',
    'seat.manual': 'manual',
    'desks.reason': 'why',
    'desks.nobody': 'nobody there',
    'desks.noLogin': 'no login, nobody can answer',
    'layout.unified': 'taken and dispatched above',
    'layout.own': 'takes its own calls',
    'layout.transfer': 'taken above, then handed over',
    'handover.offered': 'waits',
    'handover.accepted': 'accepted',
    'handover.declined': 'declined',
    'handover.bounced': 'came back',
    'handover.withdrawn': 'withdrawn',
    'handover.kind.transfer': 'hand-over',
    'handover.kind.take_over': 'take-over',
    'handover.kind.return': 'given back',
    'refused.reason.why': 'A reason is needed',
    'refused.reason.remedy': 'say why in the field, then press again',
    'refused.leader.why': 'A dispatcher cannot change layouts',
    'refused.leader.remedy': 'ask the shift leader or an administrator',
  },
})

/** A centre by its name. */
export const unitName = (code: string | null | undefined): string =>
  (code && useRegion().units.get(code)?.name) || code || t('desks.nobody')
