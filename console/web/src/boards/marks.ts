/** A shape and a letter for each vehicle state, so that no state is told by colour alone. */

export interface Mark {
  /** SVG path in a 12 × 12 box; also drawn on the map. */
  path: string
  hollow?: boolean
  /** Points to where the vehicle is heading. */
  turns?: boolean
  zh: string
  en: string
}

const SQUARE = 'M2 2h8v8H2z'
const DIAMOND = 'M6 .8 11.2 6 6 11.2.8 6z'
const TRIANGLE = 'M2.5 1.2 10.5 6l-8 4.8z'
const ARROW = 'M6 .6 10.8 11.2 6 8.6 1.2 11.2z'
const CROSS = 'M4.3 1h3.4v3.3H11v3.4H7.7V11H4.3V7.7H1V4.3h3.3z'
const HOUSE = 'M6 .6 11 5.4V11H1V5.4z'
const LETTER_H = 'M1.8 1h2.8v3.6h2.8V1h2.8v10H7.4V7.4H4.6V11H1.8z'
const BARS = 'M2.2 1.5h2.8v9H2.2zM7 1.5h2.8v9H7z'
const DASH = 'M1 4.8h10v2.4H1z'

export const MARKS: Record<string, Mark> = {
  available_station: { path: SQUARE, zh: '站', en: 'S' },
  available_mobile: { path: DIAMOND, zh: '途', en: 'M' },
  assigned: { path: TRIANGLE, hollow: true, zh: '派', en: 'A' },
  acked: { path: TRIANGLE, zh: '收', en: 'K' },
  en_route: { path: ARROW, turns: true, zh: '驶', en: 'E' },
  on_scene: { path: CROSS, zh: '场', en: 'O' },
  at_patient: { path: CROSS, hollow: true, zh: '患', en: 'P' },
  loaded: { path: HOUSE, turns: true, zh: '载', en: 'L' },
  at_hospital: { path: LETTER_H, zh: '院', en: 'H' },
  handed_over: { path: LETTER_H, hollow: true, zh: '交', en: 'D' },
  paused: { path: BARS, zh: '停', en: 'Z' },
  off_duty: { path: DASH, hollow: true, zh: '休', en: 'X' },
}

const UNKNOWN: Mark = { path: DASH, zh: '？', en: '?' }

export const markOf = (state: string): Mark => MARKS[state] ?? UNKNOWN
