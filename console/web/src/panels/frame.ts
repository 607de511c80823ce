/** What a row of the table of panels says; the rows stand in `rows/`, one file for each dock. */
import type { Component } from 'vue'
import type { KeyContext } from '@/keys/table'

/** Where a panel stands: in the event, above the calls or vehicles, on the map, or across the screen. */
export type Dock = 'event' | 'calls' | 'vehicles' | 'map' | 'strip'

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
