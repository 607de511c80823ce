/** Somebody else has written the field meanwhile: both values stand side by side, one key decides. */
import type { Problem } from '@/api/client'
import { t } from '@/i18n'
import '@/editing/editing'
import { useChoice } from '@/stores/choice'

export interface Clash {
  field: string
  yours: unknown
  theirs: unknown
  by: string
}

export const shown = (value: unknown): string =>
  Array.isArray(value) ? value.join('、') || '—' : value === null || value === '' ? '—' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** Nothing is lost until it is decided: what was typed stays in its field. */
export function askWhose(problem: Problem, over: () => void, taken?: () => void): void {
  const clash = (problem.clashes as Clash[])[0]!
  useChoice().ask({
    kind: 'clash',
    title: t('editing.clash', { field: t(`editing.fields.${clash.field}`), by: clash.by }),
    host: 'event',
    options: [
      { code: 'theirs', label: t('editing.theirs'), note: shown(clash.theirs) },
      { code: 'mine', label: t('editing.mine'), note: shown(clash.yours) },
    ],
    pick: (code) => {
      if (code === 'theirs') return taken?.()
      over()
    },
  })
}
