/** Everything a key does, found by its words, its spelling or its initials; and boards, and people. */
import { buildHandlers } from '@/app/handlers'
import { type Found, nameRank, WORTH } from '@/command/completion'
import { soundRank } from '@/command/sounds'
import { t } from '@/i18n'
import { keyCap } from '@/keys/normal'
import { barredWords, isBarred } from '@/keys/gives'
import { findBinding, KEYS, type KeyContext } from '@/keys/table'
import { panelAction, PANELS } from '@/panels'
import { type SeatView, unitName } from '@/panels/desks'
import { useBoard } from '@/stores/board'
import { useDesk } from '@/stores/desk'
import { usePanels } from '@/stores/panels'
import { BOARDS, boardTitle, panelOfBoard } from '@/windows/boards'

/** Keys that only move about, or that mean another thing in each list. */
const NOT_BY_NAME = new Set(['escape', 'choose', 'down', 'up', 'open', 'pan', 'command', 'urgency', 'acceptUrgent', 'classify'])

const OPENERS = new Set(PANELS.map(({ id }) => panelAction(id)))

/** Actions whose words fit; what its key does not do now is shown with its key and does nothing. */
export function actionsNamed(query: string, context: KeyContext): Found[] {
  const handlers = buildHandlers()
  const seen = new Set<string>()
  return KEYS.flatMap((binding): Found[] => {
    const { action, keys, label } = binding
    // A panel's own keys are meant for who sees it.
    if (NOT_BY_NAME.has(action) || seen.has(action) || (binding.group === 'docks' && !OPENERS.has(action))) return []
    const rank = actionRank(query, t(label))
    if (rank === null) return []
    seen.add(action)
    const handler = handlers[action]
    const barred = isBarred(action)
    const can = handler && !barred && KEYS.some((one) => one.action === action && one.when(context) && findBinding(one.keys[0]!, context, false) === one)
    const cap = keyCap(keys[0]!)
    const why = barred ? barredWords(action) : t('command.notNow')
    return [
      {
        kind: 'action',
        id: action,
        label: t(label),
        note: can ? cap : why,
        preview: can ? `${t(label)} · ${cap}` : why,
        run: can ? () => handler(keys[0]!) : null,
        worth: WORTH[rank],
      },
    ]
  })
}

/** An action is found by its beginning: parts of words are what names of places are full of. */
function actionRank(query: string, label: string): 0 | 1 | null {
  const text = query.trim().toLowerCase()
  if (label.toLowerCase() === text) return 0
  const sound = soundRank(query, label)
  if (sound === 0) return 0
  return label.toLowerCase().startsWith(text) || (sound === 1 && text.length > 1) ? 1 : null
}

export function boardsNamed(query: string): Found[] {
  return BOARDS.filter((id) => !PANELS.some((row) => row.id === id)).flatMap((id): Found[] => {
    const rank = actionRank(query, boardTitle(id))
    const preview = t('command.shows', { board: boardTitle(id) })
    const run = () => (useDesk().panel = panelOfBoard(id))
    return rank === null ? [] : [{ kind: 'board', id: `board:${id}`, label: boardTitle(id), note: preview, preview, run, worth: WORTH[rank] }]
  })
}

export function peopleNamed(query: string): Found[] {
  return [...useBoard().collection<SeatView>('seats').values()].flatMap((seat): Found[] => {
    const rank = nameRank(query, { id: seat.id, label: seat.name, note: '' })
    const note = [unitName(seat.unit), t(`seat.${seat.state}`)].join(' ')
    const run = () => usePanels().open('seats')
    return rank === null ? [] : [{ kind: 'person', id: `seat:${seat.id}`, label: seat.name, note, preview: t('command.showsSeats'), run, worth: WORTH[rank] }]
  })
}
