/**
 * The one table of panels: what a desk opens beside its boards when it is needed, loaded only then.
 * A row says what the first screen must know of a panel; how to add one stands in ../../README.md.
 */
import type { Component } from 'vue'
import { addWords } from '@/i18n'
import { CHOICE_KEYS } from '@/keys/rows'
import type { KeyContext } from '@/keys/table'

/** Where a panel stands: in the event, above the calls or vehicles, or across the screen. */
export type Dock = 'event' | 'calls' | 'vehicles' | 'strip'

interface Title {
  zh: string
  en: string
}

/** A key of a panel while it is attended; nothing else answers to it then. */
export interface PanelKey {
  name: string
  keys: readonly string[]
  cap?: string
  title: Title
  hint?: boolean
}

export interface PanelRow {
  id: string
  dock: Dock
  title: Title
  /** Opens it, attends to it, closes it. */
  key: string
  /** What opens it from the command bar: in full, in pinyin, by initials or in English. */
  words: RegExp
  /** Whether there is anything to open; the panel goes when this ends. */
  when: (context: KeyContext) => boolean
  /** How much in it waits for somebody; shown beside its title. */
  waiting?: (context: KeyContext) => number
  /** While this holds it stands open by itself, unless put away; it never takes the keys. */
  opens?: (context: KeyContext) => boolean
  keys?: readonly PanelKey[]
  load: () => Promise<{ default: Component }>
}

export const PANELS: readonly PanelRow[] = [
  {
    id: 'card',
    dock: 'event',
    title: { zh: '来电卡片', en: 'Caller' },
    key: 'Shift+c',
    words: /^(来电|卡片|重复|催车|laidian|ld|caller|card)$/i,
    when: (c) => c.focus === 'call',
    opens: (c) => c.callState === 'talking' || c.callState === 'ringing',
    keys: [
      { name: 'take', keys: ['Enter'], title: { zh: '关联催车', en: 'attach as chasing' }, hint: true },
      { name: 'decline', keys: ['x'], title: { zh: '不是同一事件', en: 'not the same' }, hint: true },
    ],
    load: () => import('@/panels/CallCardPanel.vue'),
  },
  {
    id: 'places',
    dock: 'event',
    title: { zh: '定位', en: 'Places' },
    key: 'Shift+p',
    words: /^(定位|位置|dingwei|dw|places?|location)$/i,
    when: (c) => c.focus === 'incident',
    opens: (c) => c.better,
    waiting: (c) => Number(c.better),
    keys: [
      { name: 'take', keys: ['Enter'], title: { zh: '采用建议的定位', en: 'take the better one' }, hint: true },
      { name: 'choose', keys: CHOICE_KEYS, cap: '1…9', title: { zh: '采用这条', en: 'take this one' }, hint: true },
    ],
    load: () => import('@/panels/PlacesPanel.vue'),
  },
  {
    id: 'same',
    dock: 'event',
    title: { zh: '并案', en: 'Same event' },
    key: 'Shift+j',
    words: /^(并案|合并|拆分|重复|bingan|ba|merge|split|same)$/i,
    when: (c) => c.focus === 'incident',
    keys: [
      { name: 'intoThis', keys: ['Enter'], title: { zh: '并入本事件', en: 'merge into this one' }, hint: true },
      { name: 'thisInto', keys: ['o'], title: { zh: '本事件并入', en: 'merge this one into it' }, hint: true },
      { name: 'decline', keys: ['x'], title: { zh: '不是同一事件', en: 'not the same' }, hint: true },
      { name: 'split', keys: ['u'], title: { zh: '拆分', en: 'take apart' }, hint: true },
    ],
    load: () => import('@/panels/SameEventPanel.vue'),
  },
  {
    id: 'triage',
    dock: 'event',
    title: { zh: '分诊', en: 'Triage' },
    key: 'Shift+w',
    words: /^(分诊|问诊|fenzhen|fz|triage)$/i,
    when: (c) => c.focus === 'incident',
    keys: [
      { name: 'answer', keys: CHOICE_KEYS, cap: '1…9', title: { zh: '回答', en: 'answer' }, hint: true },
      { name: 'hinted', keys: ['Enter'], title: { zh: '按主诉选', en: 'as the complaint says' } },
      { name: 'back', keys: ['Backspace'], title: { zh: '退回一问', en: 'one question back' }, hint: true },
      { name: 'beat', keys: [' '], title: { zh: '按压节拍 开始/停止', en: 'beat on / off' }, hint: true },
      { name: 'card', keys: ['g'], title: { zh: '下一张指导卡', en: 'next guidance card' }, hint: true },
      { name: 'override', keys: ['o'], title: { zh: '人工改级', en: 'override urgency' }, hint: true },
      { name: 'code', keys: ['k'], title: { zh: '外部分级码', en: 'external code' } },
    ],
    load: () => import('@/panels/TriagePanel.vue'),
  },
  {
    id: 'line',
    dock: 'event',
    title: { zh: '话路', en: 'Line' },
    key: 'Shift+l',
    words: /^(话路|电话|hl|hualu|line|phone)$/i,
    when: (c) => c.focus === 'call',
    keys: [
      { name: 'hold', keys: ['h'], title: { zh: '保持/恢复', en: 'hold / resume' }, hint: true },
      { name: 'transfer', keys: ['t'], title: { zh: '转接', en: 'pass on' }, hint: true },
    ],
    load: () => import('@/panels/LinePanel.vue'),
  },
]

/** The name of a panel's key in the key table, e.g. for its cap on a button. */
export const panelAction = (panel: string, key?: string): string => (key ? `${panel}.${key}` : `panel:${panel}`)

/** Panels that these words of the command bar open here and now. */
export const panelsNamed = (query: string, context: KeyContext): readonly PanelRow[] =>
  PANELS.filter((row) => row.words.test(query.trim()) && row.when(context))

for (const row of PANELS)
  for (const [path, { zh, en }] of [
    [`panel.${row.id}`, row.title] as const,
    ...(row.keys ?? []).map((one) => [`panel.${row.id}.${one.name}`, one.title] as const),
  ])
    addWords({ 'zh-CN': { [path]: zh }, en: { [path]: en } })
