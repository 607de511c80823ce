/**
 * The one table of panels: what a desk opens beside its boards when it is needed, loaded only then.
 * A row says what the first screen must know of a panel; how to add one stands in ../../README.md.
 */
import { addWords } from '@/i18n'
import type { KeyContext } from '@/keys/table'
import type { PanelRow } from '@/panels/frame'
import { CALLS_PANELS } from '@/panels/rows/calls'
import { EVENT_PANELS } from '@/panels/rows/event'
import { MAP_PANELS } from '@/panels/rows/map'
import { STRIP_PANELS } from '@/panels/rows/strip'
import { VEHICLES_PANELS } from '@/panels/rows/vehicles'

export type { Dock, PanelKey, PanelRow } from '@/panels/frame'

export const PANELS: readonly PanelRow[] = [...STRIP_PANELS, ...EVENT_PANELS, ...CALLS_PANELS, ...VEHICLES_PANELS, ...MAP_PANELS]

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
