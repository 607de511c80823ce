import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

class Storage {
  // Listed by `Object.keys`, as a browser's storage is.
  [key: string]: unknown
  getItem(key: string) {
    return (this[key] as string | undefined) ?? null
  }
  setItem(key: string, value: string) {
    this[key] = value
  }
  removeItem(key: string) {
    delete this[key]
  }
}
vi.stubGlobal('localStorage', new Storage())
const { forgetForms, FORMS_MAX, KEPT_MS, prune, takeForms } = await import('@/drafts/keptForm')

const keep = (user: string, form: string, atMs: number) =>
  localStorage.setItem(`liandong.form:${user}:${form}:x`, JSON.stringify({ atMs, value: { text: form } }))
const kept = () => Object.keys(localStorage).filter((key) => key.startsWith('liandong.form:'))

describe('half-filled forms', () => {
  beforeEach(() => {
    vi.stubGlobal('localStorage', new Storage())
    setActivePinia(createPinia())
  })

  it('are gone after half a day, and the oldest where there are too many', () => {
    const now = 1_800_000_000_000
    keep('city', 'old', now - KEPT_MS - 1)
    for (let n = 0; n < FORMS_MAX + 3; n++) keep('city', `f${n}`, now - n)
    prune(now)
    expect(kept()).toHaveLength(FORMS_MAX)
    expect(kept()).toContain('liandong.form:city:f0:x')
    expect(kept()).not.toContain('liandong.form:city:old:x')
  })

  it('leave the browser with whoever logs out, and nobody else', () => {
    keep('city', 'slip', Date.now())
    keep('yunyang', 'slip', Date.now())
    forgetForms('city')
    expect(kept()).toEqual(['liandong.form:yunyang:slip:x'])
  })

  it('go on with who takes over at this screen, but for the sheet itself', () => {
    keep('city', 'slip', Date.now())
    keep('city', 'shift', Date.now())
    const pass = takeForms('city')
    forgetForms('city')
    pass('chen')
    expect(kept()).toEqual(['liandong.form:chen:slip:x'])
  })
})
