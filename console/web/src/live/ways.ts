/** How a window reaches the line: by a shared worker, else by the window that leads, else by itself. */
import type { FromWindow, ToWindow } from '@/live/hub'

/** A way to the line; `close` leaves it for good. */
export interface Way {
  kind: 'shared' | 'elected' | 'own'
  /** Which worker of its name. */
  number?: number
  send: (message: FromWindow) => void
  close: () => void
}
export type Hear = (message: ToWindow) => void

const GENERATION = 'liandong.line'
const generation = (): number => Number(localStorage.getItem(GENERATION) ?? '0') || 0

/**
 * A worker that hangs cannot be told apart from its name: its successor has another one, which all
 * windows agree on, because the first that finds it dead writes the next number down.
 */
export function shared(username: string, hear: Hear, died: () => void): Way {
  const number = generation()
  const worker = new SharedWorker(new URL('./line-worker.ts', import.meta.url), {
    type: 'module',
    name: `liandong-line-${username}-${number}`,
  })
  worker.onerror = died
  worker.port.onmessage = (event: MessageEvent<ToWindow>) => hear(event.data)
  return {
    kind: 'shared',
    number,
    send: (message) => worker.port.postMessage(message),
    close: () => worker.port.close(),
  }
}

export function replaceWorker(dead: number): void {
  if (generation() === dead) localStorage.setItem(GENERATION, String(dead + 1))
}

export const hasShared = (): boolean => typeof SharedWorker !== 'undefined'
