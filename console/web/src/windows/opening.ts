/** Opens boards in windows of their own, where they stood the last time. */
import { keyCap } from '@/keys/normal'
import { t } from '@/i18n'
import { usePrefs, type WindowTaste } from '@/stores/prefs'
import { useWindows } from '@/stores/windows'
import { useWrites } from '@/stores/writes'
import '@/windows/words'

const SIZE = { width: 1280, height: 860 }

export const addressOf = (boards: readonly string[]): string => `/board/${boards.join('+')}`
const nameOf = (boards: readonly string[]): string => `liandong-${boards.join('-')}`

const isOpen = (boards: readonly string[]): boolean =>
  [...useWindows().siblings.values()].some((one) => one.boards.join() === boards.join())

/** Standing beyond this screen, which a browser allows only once it has been asked. */
const isBeyond = ({ left, top }: WindowTaste): boolean =>
  left < 0 || top < 0 || left >= window.screen.width || top >= window.screen.height

/** False when the browser has blocked it. */
function openAt({ boards, left, top, width, height }: WindowTaste): boolean {
  const features = `popup,left=${left},top=${top},width=${width},height=${height}`
  return window.open(addressOf(boards), nameOf(boards), features) !== null
}

function sayBlocked(count: number): void {
  useWrites().notice = {
    level: 'failed',
    text: t('windows.blocked', { n: count }),
    remedy: t('windows.blockedRemedy', { key: keyCap('Shift+F3') }),
    atMs: Date.now(),
  }
}

export function openBoards(boards: readonly string[]): void {
  const kept = usePrefs().windows.find((one) => one.boards.join() === boards.join())
  const place = { left: window.screenX + 60, top: window.screenY + 60, ...SIZE }
  if (!openAt(kept ?? { boards: [...boards], ...place })) sayBlocked(1)
}

interface ManyScreens {
  getScreenDetails?: () => Promise<unknown>
}

/** Everything that was remembered and is not open; a browser that blocks is told how to stop. */
export async function restoreWindows(): Promise<void> {
  const [prefs, writes] = [usePrefs(), useWrites()]
  if (prefs.windows.length === 0) return writes.say('windows.none')
  const missing = prefs.windows.filter(({ boards }) => !isOpen(boards))
  if (missing.length === 0) return writes.say('windows.already')
  if (missing.some(isBeyond)) await (window as ManyScreens).getScreenDetails?.().catch(() => undefined)
  const blocked = missing.filter((one) => !openAt(one))
  if (blocked.length) sayBlocked(blocked.length)
  else writes.say('windows.restored', { n: missing.length })
}

const WINDOWS_MAX = 12

/** The windows that stand open now are the ones to restore. */
export function rememberWindows(): void {
  const [windows, prefs] = [useWindows(), usePrefs()]
  const own = [{ boards: windows.boards, place: windows.place() }]
  const all = [...windows.siblings.values(), ...own].filter(({ boards }) => boards.length > 0 && boards[0] !== 'none')
  prefs.windows = all.slice(0, WINDOWS_MAX).map(({ boards, place }) => ({ boards: [...boards], ...place }))
  useWrites().say('windows.remembered', { n: prefs.windows.length })
}
