/** A refusal in the language of the screen: what is wrong, and what helps. */
import { locale, said } from '@/i18n'
import type { Fault } from '@/planner/api'

/** The server gives remedies in both languages, a stroke between them. */
function remedyOf({ remedy }: Fault): string {
  const [zh, ...en] = (remedy ?? '').split(' / ')
  return en.length ? said({ zh: zh!, en: en.join(' / ') }) : (remedy ?? '')
}

export const told = (fault: Fault): string =>
  `${locale.value === 'en' ? (fault.detail_en ?? fault.detail) : fault.detail}　${remedyOf(fault)}`.trim()
