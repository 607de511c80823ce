/** The desk's own stores as the screen of a replay, and the door that lets no command out of it. */
import { ApiError, type Gate, type Problem } from '@/api/client'
import type { Ranking } from '@/api/views'
import { applyPositions, forgetPositions } from '@/live/positions'
import type { PastLine } from '@/replay/feed'
import type { ReplayScreen } from '@/replay/player'
import { useBoard } from '@/stores/board'
import { useClock } from '@/stores/clock'
import { useRegion } from '@/stores/region'

const BEIJING_MS = 8 * 3_600_000
/** A moment as the clocks of the centre show it. */
export const beijing = (ms: number): string => new Date(ms + BEIJING_MS).toISOString()

export function deskScreen(): ReplayScreen {
  const [board, clock, region] = [useBoard(), useClock(), useRegion()]
  return {
    showBoard: ({ board: snapshot }) => {
      forgetPositions()
      board.applySnapshot(snapshot)
    },
    showChanges: (frame) => board.applyChanges(frame),
    showPositions: (records, nowMs) => applyPositions(records, performance.now(), nowMs),
    showTime: (nowMs, speed, paused) => clock.sync(nowMs, { simulated: true, speed, paused }),
    staleAfterS: (vehicle) => {
      const id = region.region?.vehicles[vehicle]?.id ?? ''
      const { fix_stale_s, fix_stale_at_station_s } = region.limits
      return board.vehicles.get(id)?.state === 'available_station' ? fix_stale_at_station_s : fix_stale_s
    },
  }
}

const REFUSED: Problem = {
  status: 409,
  code: 'replay',
  detail: '回放中：这里只看过去，不能操作，也不查现在的数据',
  detail_en: 'This is a replay: it shows the past, takes no command and asks nothing of the present',
  remedy: '回到调度台操作 / go to the dispatch desk',
}
/** What is as true of the past as of now: the register, the map, tracks, and who looks. */
const TIMELESS = /^\/(region|clock|session|map|base-?map|preferences|replay|planning|tasks\/[^/]+\/track)/
const CANDIDATES = /^\/incidents\/([^/?]+)\/candidates/
/** Nobody is recommended for a past event: what was recommended then stands in its log. */
const noRanking = (path: string, nowMs: number): Ranking | null => {
  const incident = CANDIDATES.exec(path)?.[1]
  return incident === undefined
    ? null
    : {
        answer_id: '', incident_id: decodeURIComponent(incident), computed_ms: nowMs, took_ms: 0,
        basis: 'road', network_version: null, note: null, walk_m: null, ranked: [], passed_over: [],
      }
}
const INCIDENT = /^\/incidents\/([^/?]+)$/

/** An event's log is answered from what was read, up to the moment shown, and what `answers` knows; everything else of the present is refused. */
export function replayGate(
  lines: () => readonly PastLine[],
  nowMs: () => number,
  answers: (path: string, nowMs: number) => unknown = () => null,
): Gate {
  const board = useBoard()
  return (method, path) => {
    if (method === 'GET' && TIMELESS.test(path)) return null
    const known = method === 'GET' && (noRanking(path, nowMs()) ?? answers(path, nowMs()))
    if (known) return Promise.resolve(known)
    const incident = method === 'GET' && board.incidents.get(decodeURIComponent(INCIDENT.exec(path)?.[1] ?? ''))
    if (!incident) return Promise.reject(new ApiError(REFUSED))
    const log = lines()
      .filter((line) => line.incident_id === incident.id && line.at_ms <= nowMs())
      .map((line) => ({ ...line, actor: '' }))
    return Promise.resolve({ ...incident, log })
  }
}
