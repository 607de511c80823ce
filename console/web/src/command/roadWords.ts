/** A road as it is typed into the command bar: 封路 G209 K1234+500-K1236 今天18:00 +2h, 慢行 … 50%. */
import type { RoadShape } from '@/api/endpoints'

/** 封路 and 慢行 in full, in pinyin, by initials or in English. */
const CLOSE = /^\/?\s*(封路|封|fenglu|fl|close(?: road)?)(?=\s|$)/i
const CLOSE_BEGUN = /^\/?\s*(封路?|fenglu?|fl|clo(se?)?( r(o(ad?)?)?)?)$/i
const SLOW = /^\/?\s*(慢行|manxing|mx|slow)(?=\s|$)/i
const KM = String.raw`K?\s?(\d{1,4}(?:\.\d{1,3}|\+\d{1,3})?)`
const RANGE = new RegExp(String.raw`^(.{1,40}?)\s*${KM}\s*(-|–|—|~|至|到|>|→)\s*${KM}(?=\s|$)`, 'i')
const SHARE = /(?:^|\s)(\d{1,2}|100)\s?%/
const ONE_WAY = /[>→]/

/** What was typed: which road, how much of its speed is left, from when until when. */
export interface RoadWords {
  kind: 'closed' | 'slow'
  factor: number | null
  shape: RoadShape | null
  /** The rest that is no road: where something was typed that nobody can read. */
  rest: string
  from: string
  until: string
}

const kmOf = (said: string): number => {
  const [km, metres] = said.split('+')
  return Number(km) + Number(metres ?? 0) / 1000
}

/** Null for words that are no order about a road. */
export function readRoadWords(typed: string): RoadWords | null {
  const text = typed.normalize('NFKC').trim()
  const kind = SLOW.test(text) ? 'slow' : CLOSE.test(text) || CLOSE_BEGUN.test(text) ? 'closed' : null
  if (!kind) return null
  const words: RoadWords = { kind, factor: null, shape: null, rest: '', from: '', until: '' }
  let rest = CLOSE_BEGUN.test(text) ? '' : text.replace(kind === 'slow' ? SLOW : CLOSE, '').trim()
  const share = SHARE.exec(rest)
  if (share) {
    words.factor = Number(share[1]) / 100
    words.kind = 'slow'
    rest = rest.replace(SHARE, ' ').trim()
  }
  const range = RANGE.exec(rest)
  if (range) {
    const [from, to] = [kmOf(range[2]!), kmOf(range[4]!)]
    const bound = ONE_WAY.test(range[3]!) ? (from < to ? 'growing' : 'falling') : 'both'
    words.shape = { type: 'posts', road: range[1]!.trim(), from_km: from, to_km: to, bound }
    rest = rest.slice(range[0].length).trim()
    const times = rest ? rest.split(/\s+/) : []
    if (times.length > 1) [words.from, words.until] = [times[0]!, times.slice(1).join(' ')]
    else words.until = times[0] ?? ''
    rest = ''
  }
  return { ...words, rest }
}
