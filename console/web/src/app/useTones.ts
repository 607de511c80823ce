/** Three tones that nobody mixes up: a ringing call, a limit passed, trouble with the system or a crew in danger. */
import { computed, onBeforeUnmount, onMounted, watch } from 'vue'
import { asksHere, dueAlarms } from '@/boards/alarms'
import { isUnread, type Message } from '@/boards/unread'
import { useBoard } from '@/stores/board'
import { useLive } from '@/stores/live'
import { usePrefs } from '@/stores/prefs'
import { useSession } from '@/stores/session'
import { useWindows } from '@/stores/windows'

const RING_EVERY_MS = 3000
const TROUBLE_EVERY_MS = 6000
const ALARM_EVERY_MS = 5000

function beep(audio: AudioContext, hertz: number, atS: number, lengthS: number): void {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()]
  tone.frequency.value = hertz
  tone.connect(volume).connect(audio.destination)
  const start = audio.currentTime + atS
  // A ramp at both ends: a bare switch clicks, and a click all shift long wears people out.
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.12, start + 0.01)
  volume.gain.setValueAtTime(0.12, start + lengthS - 0.02)
  volume.gain.linearRampToValueAtTime(0, start + lengthS)
  tone.start(start)
  tone.stop(start + lengthS)
}

export function useTones(): void {
  const [board, live, prefs, session, windows] = [useBoard(), useLive(), usePrefs(), useSession(), useWindows()]
  let audio: AudioContext | null = null
  let lastRingMs = 0
  let lastTroubleMs = 0
  let lastAlarmMs = 0

  const asking = computed(() => dueAlarms().filter(asksHere).length)
  const danger = computed(() => board.openRequests.some(({ kind }) => kind === 'emergency'))
  /** A message that must not be missed sounds until somebody here has read it. */
  const urgent = computed(() =>
    [...board.collection<Message>('messages').values()].some((one) => one.urgent && isUnread(one, session.user?.unit)),
  )
  const trouble = computed(() => !live.current || danger.value || board.alarms.size > 0 || urgent.value)

  /** Browsers allow sound only after a person has touched the page. */
  function wake(): void {
    audio ??= new AudioContext()
    if (audio.state === 'suspended') void audio.resume()
  }

  function play(): void {
    const now = performance.now()
    if (!audio || prefs.muted || !windows.sounds) return
    if (board.ringing.length > 0 && now - lastRingMs >= RING_EVERY_MS) {
      lastRingMs = now
      beep(audio, 880, 0, 0.14)
      beep(audio, 1175, 0.18, 0.14)
    }
    // A call that rings has its own tone: what else ran out comes between.
    if (asking.value > 0 && board.ringing.length === 0 && now - lastAlarmMs >= ALARM_EVERY_MS) {
      lastAlarmMs = now
      for (const nth of [0, 1, 2]) beep(audio, 523, nth * 0.12, 0.07)
    }
    if ((!live.current || danger.value || urgent.value) && now - lastTroubleMs >= TROUBLE_EVERY_MS) {
      lastTroubleMs = now
      beep(audio, 220, 0, 0.45)
    }
  }

  watch(
    () => [board.ringing.length, trouble.value, asking.value] as const,
    ([ringing, isTrouble, asks], [before, wasTrouble, asked]) => {
      if (ringing > before) lastRingMs = 0
      if (asks > asked) lastAlarmMs = 0
      if (isTrouble && !wasTrouble && audio && !prefs.muted && windows.sounds) beep(audio, 220, 0, 0.45)
      play()
    },
  )
  let timer: ReturnType<typeof setInterval>
  onMounted(() => {
    window.addEventListener('pointerdown', wake)
    window.addEventListener('keydown', wake)
    timer = setInterval(play, 500)
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    window.removeEventListener('pointerdown', wake)
    window.removeEventListener('keydown', wake)
    void audio?.close()
  })
}
