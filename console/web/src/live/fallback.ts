/** The line where there is no shared worker: one window has it and passes it on, or each has its own. */
import { type FromWindow, LineHub, type ToWindow } from '@/live/hub'
import type { Hear, Way } from '@/live/ways'

/** Locks are kept from pages on plain addresses; then each window has a line of its own. */
const hasElection = (): boolean =>
  typeof BroadcastChannel !== 'undefined' && typeof navigator !== 'undefined' && 'locks' in navigator

export const withoutWorker = (username: string, hear: Hear, again: () => void): Way =>
  hasElection() ? elected(username, hear, again) : own(hear)

interface Passed {
  to: string
  from: string
  message?: ToWindow | FromWindow
}
const LEADER = 'leader'

/** One window has the line and passes it on; when it goes, the browser's lock falls to the next. */
function elected(username: string, hear: Hear, again: () => void): Way {
  const own = Math.random().toString(36).slice(2)
  const name = `liandong.line.${username}`
  const channel = new BroadcastChannel(name)
  const asked = new AbortController()
  let hub: LineHub | null = null
  let release = (): void => asked.abort()

  channel.onmessage = ({ data }: MessageEvent<Passed>) => {
    const { to, from, message } = data
    if (to === LEADER) hub?.hear(from, message as FromWindow, (told) => channel.postMessage({ to: from, from: LEADER, message: told } satisfies Passed))
    else if (to === own) hear(message as ToWindow)
    else if (to === 'all') again()
  }
  const lead = (): Promise<void> => {
    hub = new LineHub()
    channel.postMessage({ to: 'all', from: LEADER } satisfies Passed)
    again()
    return new Promise((resolve) => {
      release = () => resolve()
    })
  }
  navigator.locks.request(name, { signal: asked.signal }, lead).catch(() => undefined)
  return {
    kind: 'elected',
    send: (message) =>
      hub ? hub.hear(own, message, hear) : channel.postMessage({ to: LEADER, from: own, message } satisfies Passed),
    close: () => {
      hub?.close()
      release()
      channel.close()
    },
  }
}

function own(hear: Hear): Way {
  const hub = new LineHub()
  return { kind: 'own', send: (message) => hub.hear(hub, message, hear), close: () => hub.close() }
}
