/** The wire between this desk and the server: its state, its lag, and the frames that come over it. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { Elapsed } from '@/live/elapsed'
import { decodePositions } from '@/live/frames'
import { Line } from '@/live/line'
import { applyPositions, forgetPositions } from '@/live/positions'
import type { TextFrame } from '@/live/protocol'
import type { Connection } from '@/live/socket'
import type { Way } from '@/live/ways'
import { useBoard } from '@/stores/board'
import { useClock } from '@/stores/clock'
import { useRegion } from '@/stores/region'
import { useSession } from '@/stores/session'
import type { Snapshot } from '@/api/views'

/** The screen owns up to being out of date after this long, well inside the rule of five seconds. */
const CURRENT_WITHIN_MS = 3000
const LAG_MAX_MS = 3000

export const useLive = defineStore('live', () => {
  const board = useBoard()
  const clock = useClock()
  const region = useRegion()
  const session = useSession()

  const connection = ref<Connection>('closed')
  const lagMs = ref<number | null>(null)
  const clients = ref<number | null>(null)
  /** How far this machine's clock is off; 0 while it is right. */
  const skewMs = ref(0)
  /** How this window reaches the server: by a worker, by the window that leads, or by itself. */
  const way = ref<Way['kind'] | null>(null)
  const silentMs = ref(0)
  const everHeard = ref(false)
  let sinceHeard: Elapsed | null = null
  let line: Line | null = null

  const current = computed(
    () =>
      silentMs.value <= CURRENT_WITHIN_MS &&
      connection.value !== 'refused' &&
      (lagMs.value ?? 0) <= LAG_MAX_MS,
  )

  setInterval(() => {
    silentMs.value = sinceHeard?.ms ?? 0
  }, 500)

  function takeFixes(snapshot: Snapshot): void {
    forgetPositions()
    const records = snapshot.vehicles.flatMap((vehicle) => {
      const fleet = region.vehicle(vehicle.id)
      if (!vehicle.fix || !fleet) return []
      const { lon, lat, stale, speed_kmh, heading_deg, at_ms } = vehicle.fix
      const ageS = Math.max(0, (snapshot.now_ms - at_ms) / 1000)
      return [
        {
          index: fleet.index,
          lon,
          lat,
          stale,
          ageS,
          estimated: false,
          linkLost: false,
          speedKmh: speed_kmh ?? 0,
          headingDeg: heading_deg ?? 0,
        },
      ]
    })
    applyPositions(records, performance.now(), snapshot.now_ms)
  }

  function onFrame(frame: TextFrame, frameLagMs: number | null): void {
    switch (frame.type) {
      case 'snapshot':
        // The server began anew: it may stand on another edition of the register.
        if (board.epoch && board.epoch !== frame.epoch) void region.load()
        clock.sync(frame.now_ms, frame.clock)
        board.applySnapshot(frame)
        return takeFixes(frame)
      case 'changes':
        return board.applyChanges(frame)
      case 'roads':
        board.roadsVersion = frame.version
        return
      case 'alarm':
        return board.applyAlarm(frame)
      case 'editors':
        return board.replace('editors', frame.editors)
      case 'tick':
        clock.sync(frame.now_ms, frame.clock)
        clients.value = frame.clients
        lagMs.value = frameLagMs
    }
  }

  function onPositions(buffer: ArrayBuffer): void {
    const frame = decodePositions(buffer)
    if (frame) applyPositions(frame.records, performance.now(), frame.nowMs)
  }

  function start(username: string): void {
    stop()
    sinceHeard = new Elapsed()
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    line = new Line(`${scheme}://${location.host}/live`, username, {
      onFrame: (frame, frameLagMs, frameSkewMs) => {
        skewMs.value = frameSkewMs
        onFrame(frame, frameLagMs)
      },
      onPositions,
      onConnection: (state, forMs) => {
        connection.value = state
        if (forMs !== null) sinceHeard?.restart(forMs)
      },
      onHeard: () => {
        sinceHeard?.restart()
        silentMs.value = 0
        everHeard.value = true
      },
      onAnew: board.clearAlarms,
      onLoggedOut: () => {
        session.user = null
      },
      onWay: (kind) => {
        way.value = kind
      },
    })
    line.open()
  }

  function stop(): void {
    line?.close()
    line = null
    sinceHeard = null
  }

  return { connection, way, skewMs, lagMs, clients, silentMs, current, everHeard, start, stop }
})
