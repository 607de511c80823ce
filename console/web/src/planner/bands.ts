/** Bands of minutes and of change: shades that also differ in greyscale, with sizes that say the same. */
export interface Band {
  to: number
  shade: string
  size: number
  text: string
}

/** Minutes to the nearest: dark and small where it is near, light and large where it is far. */
export const MINUTES: readonly Band[] = [
  { to: 8, shade: '#1c4f78', size: 4, text: '≤8' },
  { to: 12, shade: '#3f7fae', size: 5, text: '≤12' },
  { to: 15, shade: '#7fb0d3', size: 6, text: '≤15' },
  { to: 20, shade: '#d9c38a', size: 7, text: '≤20' },
  { to: 30, shade: '#e39a3f', size: 8, text: '≤30' },
  { to: Infinity, shade: '#f4ece0', size: 10, text: '>30' },
]

export const bandOf = (minutes: number): Band => MINUTES.find(({ to }) => minutes <= to) ?? MINUTES.at(-1)!

/** A change in minutes: sooner is blue and round-sized, later orange; too small to matter is grey. */
export function changeOf(minutes: number): { shade: string; size: number } {
  const size = Math.min(14, 4 + Math.abs(minutes) * 2)
  if (Math.abs(minutes) < 0.25) return { shade: '#8a98a4', size: 3 }
  return { shade: minutes < 0 ? '#2f7fbd' : '#d9822b', size }
}

/** A change with its sign, never a minus nothing. */
export const signed = (value: number, digits = 1): string => {
  const text = value.toFixed(digits)
  if (Number(text) === 0) return (0).toFixed(digits)
  return value > 0 ? `+${text}` : text
}
