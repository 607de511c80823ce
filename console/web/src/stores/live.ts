/** The wire between this desk and the server: its state, its lag, and the frames that come over it. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { LagMeter } from '@/live/lag'
import { applyPositions, forgetPositions } from '@/live/positions'
import type { TextFrame } from '@/live/protocol'
import { type Connection, LiveSocket } from '@/live/socket'
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
  const heardMs = ref(0)
  const silentMs = ref(0)
  const everHeard = ref(false)
  const lag = new LagMeter()
  let socket: LiveSocket | null = null

  const current = computed(
    () =>
      silentMs.value <= CURRENT_WITHIN_MS &&
      connection.value !== 'refused' &&
      (lagMs.value ?? 0) <= LAG_MAX_MS,
  )

  setInterval(() => {
    silentMs.value = heardMs.value ? performance.now() - heardMs.value : 0
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

  function onFrame(frame: TextFrame): void {
    switch (frame.type) {
      case 'snapshot':
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
      case 'tick':
        clock.sync(frame.now_ms, frame.clock)
        clients.value = frame.clients
        lagMs.value = lag.measure(frame.sent_ms, Date.now())
    }
  }

  function start(): void {
    stop()
    lag.reset()
    heardMs.value = performance.now()
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    socket = new LiveSocket(`${scheme}://${location.host}/live`, {
      cursor: () => ({ epoch: board.epoch, seq: board.seq }),
      onFrame,
      onPositions: (frame) => applyPositions(frame.records, performance.now(), frame.nowMs),
      onConnection: (state) => {
        connection.value = state
      },
      onHeard: () => {
        heardMs.value = performance.now()
        everHeard.value = true
      },
      onOpen: () => {
        lag.reset()
        board.clearAlarms()
      },
      onLoggedOut: () => {
        session.user = null
      },
    })
    socket.open()
  }

  function stop(): void {
    socket?.close()
    socket = null
  }

  return { connection, line: ref('own'), skewMs: ref(0), lagMs, clients, silentMs, current, everHeard, start, stop }
})
