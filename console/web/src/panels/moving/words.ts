/** Words of the panel of advice where vehicles should wait, and what it is told. */
import type { PointLike } from '@/api/region'
import { addWords } from '@/i18n'

export interface MoveView extends PointLike {
  id: string
  unit: string
  vehicle_id: string
  place: string
  within_s: number
  covered: number
  wanted: number
  gain_people: number
  drive_s: number
  at_ms: number
  until_ms: number
}

addWords({
  'zh-CN': {
    moving: {
      advice: '{vehicle} → {place} 待命',
      gain: '{minutes} 分钟内多覆盖 {people} 人',
      cover: '现覆盖 {covered}，应保 {wanted}',
      drive: '行驶 {time}',
      until: '至 {time}',
      reason: '不采纳的理由',
      accepted: '{vehicle} 去 {place} 待命',
      declined: '已记下不采纳，15 分钟内不再建议',
      never: '只是建议，不确认不派驻',
    },
    refused: {
      noAdvice: { why: '现在没有待命建议', remedy: '覆盖不足时会自动提出' },
    },
  },
  en: {
    moving: {
      advice: '{vehicle} to wait at {place}',
      gain: '{people} more people within {minutes} min',
      cover: 'covered now {covered}, to keep {wanted}',
      drive: 'drive {time}',
      until: 'until {time}',
      reason: 'why not',
      accepted: '{vehicle} goes to wait at {place}',
      declined: 'noted; no advice for 15 minutes',
      never: 'advice only: nothing moves until you accept',
    },
    refused: {
      noAdvice: { why: 'There is no advice now', remedy: 'it comes by itself when cover is thin' },
    },
  },
})
