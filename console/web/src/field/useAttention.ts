/** An order cannot be missed: loud, repeated, and in the hand, until somebody has pressed. */
import { onBeforeUnmount, onMounted, ref, type Ref, watch } from 'vue'

export type Attention = 'order' | 'notice' | null

const EVERY_MS = { order: 1600, notice: 4000 } as const
const TONES = {
  order: [
    [1568, 0],
    [1175, 0.2],
    [1568, 0.4],
    [1175, 0.6],
    [1568, 0.8],
  ],
  notice: [
    [784, 0],
    [784, 0.25],
  ],
} as const
const SHAKES = { order: [400, 150, 400, 150, 400], notice: [300] } as const
const [LENGTH_S, VOLUME] = [0.16, 0.9]

export function useAttention(wanted: Ref<Attention>): { silent: Ref<boolean> } {
  /** Browsers stay mute until the page was touched once. */
  const silent = ref(true)
  let audio: AudioContext | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function wake(): Promise<void> {
    audio ??= new AudioContext()
    if (audio.state === 'suspended') await audio.resume()
    silent.value = audio.state !== 'running'
  }

  function tone(hertz: number, atS: number): void {
    if (!audio || audio.state !== 'running') return
    const [source, volume] = [audio.createOscillator(), audio.createGain()]
    // A square wave is what a phone's small speaker carries over an engine.
    source.type = 'square'
    source.frequency.value = hertz
    source.connect(volume).connect(audio.destination)
    const start = audio.currentTime + atS
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(VOLUME, start + 0.01)
    volume.gain.setValueAtTime(VOLUME, start + LENGTH_S - 0.02)
    volume.gain.linearRampToValueAtTime(0, start + LENGTH_S)
    source.start(start)
    source.stop(start + LENGTH_S)
  }

  function sound(): void {
    clearTimeout(timer)
    const kind = wanted.value
    if (!kind) return
    for (const [hertz, atS] of TONES[kind]) tone(hertz, atS)
    if (!silent.value) navigator.vibrate?.([...SHAKES[kind]])
    timer = setTimeout(sound, EVERY_MS[kind])
  }

  watch(wanted, sound)
  onMounted(() => {
    addEventListener('pointerdown', wake)
    addEventListener('keydown', wake)
    sound()
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    removeEventListener('pointerdown', wake)
    removeEventListener('keydown', wake)
    void audio?.close()
  })
  return { silent }
}
