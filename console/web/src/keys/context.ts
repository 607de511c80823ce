/** What the desk is looking at now, for everything that depends on it: keys, hints, panels. */
import { computed } from 'vue'
import type { KeyContext } from '@/keys/table'
import { useBoard } from '@/stores/board'
import { useChoice } from '@/stores/choice'
import { useClock } from '@/stores/clock'
import { useDesk } from '@/stores/desk'
import { CLOSE_ROAD, useRoads } from '@/stores/roads'
import { useSession } from '@/stores/session'

export function useKeyContext() {
  const [desk, board, choice, clock, roads] = [useDesk(), useBoard(), useChoice(), useClock(), useRoads()]
  const session = useSession()
  return computed<KeyContext>(() => ({
    panel: desk.panel,
    choosing: choice.choice !== null,
    drafting: choice.choice?.kind === CLOSE_ROAD,
    drawing: roads.ring !== null,
    focus: desk.focus?.kind ?? null,
    callState:
      desk.isMine || desk.lineCall?.state !== 'talking' ? (desk.lineCall?.state ?? null) : 'elsewhere',
    ringing: board.ringing.length > 0,
    simulated: clock.simulated,
    activeTasks: desk.activeTasks.length > 0,
    better: desk.better,
    slip: desk.slip !== null,
    offers: [...board.incidents.values()].filter((one) => one.offer).length,
    extra: board.extra,
    unit: session.user?.unit,
  }))
}
