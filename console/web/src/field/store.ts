/** One phone or station in the field: who is logged in, what the server last said, what waits to go out. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { ApiError, newKey } from '@/api/client'
import { getRegion, whoAmI } from '@/api/endpoints'
import type { RegionView } from '@/api/region'
import type { Snapshot, User } from '@/api/views'
import { sendPress } from '@/field/endpoints'
import { Outbox, type Press, type Wish } from '@/field/outbox'
import { type KeptClock, ServerClock } from '@/field/serverClock'
import { Shelf } from '@/field/shelf'
import type { TextFrame } from '@/live/protocol'
import { type Connection, LiveSocket } from '@/live/socket'
import { useBoard } from '@/stores/board'
import { useRegion } from '@/stores/region'
import { useSession } from '@/stores/session'

const STEP_MS = 500
/** The page owns up to being out of touch after this long without a word. */
const CURRENT_WITHIN_MS = 4000
const KEEP_EVERY_MS = 5000

type KeptBoard = Omit<Snapshot, 'now_ms' | 'clock' | 'calls' | 'restrictions'>

export const useField = defineStore('field', () => {
  const [session, region, board] = [useSession(), useRegion(), useBoard()]
  const ready = ref(false)
  const lasting = ref(true)
  /** Who wants the position lane; a crew and a station do not look at it. */
  const places = shallowRef<(buffer: ArrayBuffer) => void>(() => undefined)
  const connection = ref<Connection>('closed')
  const heardMs = ref<number | null>(null)
  const phoneMs = ref(Date.now())
  const skewMs = ref<number | null>(null)
  const presses = shallowRef<readonly Press[]>([])
  const full = ref(false)
  let shelf: Shelf
  let outbox: Outbox
  let clock = new ServerClock()
  let socket: LiveSocket | null = null
  let isFirstFrame = true
  let keptMs = 0

  const nowMs = computed(() => clock.at(phoneMs.value))
  const silentMs = computed(() => (heardMs.value === null ? null : Math.max(0, phoneMs.value - heardMs.value)))
  const current = computed(
    () => connection.value === 'live' && silentMs.value !== null && silentMs.value < CURRENT_WITHIN_MS,
  )
  const user = computed(() => session.user)
  const waiting = computed(() => presses.value.filter((p) => p.outcome === 'waiting' && p.user === user.value?.username))
  const foreign = computed(() => presses.value.filter((p) => p.outcome === 'waiting' && p.user !== user.value?.username))

  /** Takes up what this phone kept, then what the server says; works without the server. */
  async function open(): Promise<void> {
    shelf = await Shelf.open()
    lasting.value = shelf.lasting
    clock = new ServerClock((await shelf.fact<KeptClock>('clock')) ?? null)
    skewMs.value = clock.skewMs
    heardMs.value = clock.heardMs
    outbox = new Outbox(
      shelf,
      sendPress,
      newKey,
      (all) => (presses.value = all),
      () => (session.user = null),
    )
    await outbox.load()
    setInterval(() => (phoneMs.value = Date.now()), STEP_MS)
    session.user = (await shelf.fact<User>('user')) ?? null
    if (session.user) void checkUser()
    else await session.resume() // Who came here from the desk's login need not log in twice.
    session.checked = true
    addEventListener('online', again)
    addEventListener('offline', again)
  }

  /** Whom the cookie stands for by now; while the server is away, whom it stood for last. */
  async function checkUser(): Promise<void> {
    try {
      session.user = (await whoAmI()).user
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) session.user = null
    }
  }

  /** From login, or from the last one, to the live screen. */
  async function begin(): Promise<void> {
    const now = session.user
    if (!now) return
    const before = await shelf.fact<User>('user')
    if (before && before.username !== now.username) {
      await shelf.forgetFacts()
      board.forget()
    }
    await shelf.keep('user', now)
    outbox.belongTo(now.username)
    await loadRegion()
    await restoreBoard()
    ready.value = true
    listen()
    outbox.hurry()
  }

  /** Names and hospitals hardly change: what the phone has will do until the server answers. */
  async function loadRegion(): Promise<void> {
    const renew = async (): Promise<void> => {
      region.region = await getRegion()
      await shelf.keep('region', region.region)
    }
    region.region = (await shelf.fact<RegionView>('region')) ?? null
    if (region.region) void renew().catch(() => undefined)
    else await renew()
  }

  async function restoreBoard(): Promise<void> {
    const kept = await shelf.fact<KeptBoard>('board')
    if (!kept) return
    board.applySnapshot({ ...kept, calls: [], restrictions: [] } as unknown as Snapshot)
  }

  function listen(): void {
    socket?.close()
    isFirstFrame = true
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    socket = new LiveSocket(`${scheme}://${location.host}/live`, {
      // What was restored is only for looking at: a reloaded page takes the board anew.
      cursor: () => (isFirstFrame ? { epoch: null, seq: null } : { epoch: board.epoch, seq: board.seq }),
      onFrame: hear,
      onPositions: (buffer) => places.value(buffer),
      onConnection: (state) => (connection.value = state),
      onHeard: () => (heardMs.value = Date.now()),
      onOpen: () => outbox.hurry(),
      onLoggedOut: () => (session.user = null),
    })
    socket.open()
  }

  /** A cut or restored network need not be found out by silence. */
  function again(): void {
    phoneMs.value = Date.now()
    if (!ready.value || !session.user) return
    listen()
    outbox.hurry()
  }

  function hear(frame: TextFrame): void {
    if (frame.type === 'snapshot') board.applySnapshot(frame)
    if (frame.type === 'changes') board.applyChanges(frame)
    if (frame.type === 'alarm') board.applyAlarm(frame)
    if (frame.type === 'snapshot' || frame.type === 'tick') {
      const { simulated, speed, paused } = frame.clock
      clock.hear(frame.now_ms, Date.now(), simulated ? (paused ? 0 : speed) : null)
      phoneMs.value = Date.now()
      skewMs.value = clock.skewMs
    }
    isFirstFrame = false
    if (frame.type !== 'tick' || Date.now() - keptMs > KEEP_EVERY_MS) void keep()
  }

  async function keep(): Promise<void> {
    keptMs = Date.now()
    await shelf.keep('clock', clock.keep())
    // A station's login sees the whole centre, which is no business of a browser's storage.
    if (session.user?.role !== 'crew') return
    const kept: KeptBoard = {
      epoch: board.epoch ?? '',
      seq: board.seq ?? 0,
      incidents: [...board.incidents.values()],
      vehicles: [...board.vehicles.values()],
      requests: [...board.requests.values()],
    }
    await shelf.keep('board', kept)
  }

  /** The server's time of this very moment. */
  const now = (): number => clock.at(Date.now())

  /** Takes a press at once; the server hears of it as soon as it can. */
  async function press(wish: Wish): Promise<void> {
    try {
      full.value = !(await outbox.add(wish))
    } catch {
      lasting.value = false // Storage is full: what was pressed lives as long as the page.
    }
    if (navigator.onLine || current.value) void outbox.flush()
  }

  async function enter(username: string, password: string): Promise<void> {
    await session.enter(username, password)
  }

  /** What waits stays on the phone under its own login; addresses and numbers do not. */
  async function leave(): Promise<void> {
    socket?.close()
    socket = null
    outbox.stop()
    ready.value = false
    await session.leave()
    await shelf.forgetFacts()
    board.forget()
  }

  const fact = <T>(name: string): Promise<T | undefined> => shelf.fact<T>(name)
  const keepFact = (name: string, value: unknown): Promise<void> => shelf.keep(name, value)
  const tell = (keys: readonly string[]): Promise<void> => outbox.tell(keys)

  return {
    ready,
    places,
    lasting,
    connection,
    silentMs,
    current,
    phoneMs,
    skewMs,
    nowMs,
    presses,
    waiting,
    foreign,
    full,
    user,
    open,
    begin,
    press,
    now,
    enter,
    leave,
    fact,
    keepFact,
    tell,
  }
})
