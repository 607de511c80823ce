/** The one table of keys. Handlers, key caps, the hint line and the help panel all read it. */
import { CHOICE_KEYS, CLASS_KEYS, URGENCY_KEYS } from '@/keys/rows'
import { panelAction, PANELS } from '@/panels'
import type { Collections } from '@/stores/merge'

/** Who has the desk's attention: a board, or a panel of the table of panels. */
export type Panel = 'calls' | 'incidents' | 'event' | 'candidates' | 'vehicles' | 'map' | `dock:${string}`

/** What the desk is looking at; decides which keys mean something now. */
export interface KeyContext {
  panel: Panel
  choosing: boolean
  /** A road is highlighted on the map, and the question is whether to close it. */
  drafting: boolean
  /** A zone is being drawn on the map. */
  drawing: boolean
  focus: 'call' | 'incident' | null
  callState: string | null
  ringing: boolean
  simulated: boolean
  activeTasks: boolean
  /** A better word on where the incident is than the one in force. */
  better: boolean
  /** A press of this desk that can still be taken back. */
  slip: boolean
  /** Collections of the live channel beyond calls, incidents, vehicles, restrictions and requests. */
  /** Events for which a vehicle is proposed. */
  offers: number
  extra: Collections
  /** The centre this login belongs to. */
  unit?: string | null
}

export type Group =
  'global' | 'panels' | 'call' | 'incident' | 'candidates' | 'vehicle' | 'map' | 'clock' | 'choice' | 'docks'

export interface Binding {
  action: string
  keys: readonly string[]
  /** Printed instead of the keys when one cap stands for a row of them. */
  cap?: string
  label: string
  group: Group
  when: (context: KeyContext) => boolean
  /** Works even while the cursor is in a text field. */
  inField?: boolean
  /** Shown in the hint line at the foot of the screen. */
  hint?: boolean
}

const always = () => true
const talking = (c: KeyContext) => c.focus === 'call' && c.callState === 'talking'
const lost = (c: KeyContext) => c.focus === 'call' && (c.callState === 'abandoned' || c.callState === 'ended')
const onIncident = (c: KeyContext) => c.focus === 'incident'
const inPanel = (panel: Panel) => (c: KeyContext) => c.panel === panel
const canSend = (c: KeyContext) => onIncident(c) && c.panel === 'candidates'

/** A panel's own keys come before all others while it has the attention, its opening key after them. */
const panelKeys: readonly Binding[] = PANELS.flatMap((row) =>
  (row.keys ?? []).map(({ name, keys, cap, hint }) => ({
    action: panelAction(row.id, name),
    keys,
    cap,
    label: `panel.${row.id}.${name}`,
    group: 'docks',
    when: (c) => !c.choosing && inPanel(`dock:${row.id}`)(c),
    hint,
  })),
)
const panelOpeners: readonly Binding[] = PANELS.map((row) => ({
  action: panelAction(row.id),
  keys: [row.key],
  label: `panel.${row.id}`,
  group: 'docks',
  when: row.when,
}))

export const KEYS: readonly Binding[] = [
  { action: 'escape', keys: ['Escape'], label: 'key.escape', group: 'global', when: always, inField: true },
  ...panelKeys,
  {
    action: 'choose',
    keys: CHOICE_KEYS,
    cap: '1…9',
    label: 'key.choose',
    group: 'choice',
    when: (c) => c.choosing,
    hint: true,
  },

  {
    action: 'confirmRoad',
    keys: ['Enter'],
    label: 'key.confirmRoad',
    group: 'map',
    when: (c) => c.drafting,
    hint: true,
  },
  { action: 'roadTimes', keys: ['t'], label: 'key.roadTimes', group: 'map', when: (c) => c.drafting, hint: true },
  { action: 'zoneCorner', keys: [' '], label: 'key.zoneCorner', group: 'map', when: (c) => c.drawing, hint: true },
  { action: 'zoneUndo', keys: ['Backspace'], label: 'key.zoneUndo', group: 'map', when: (c) => c.drawing, hint: true },
  { action: 'zoneDone', keys: ['Enter'], label: 'key.zoneDone', group: 'map', when: (c) => c.drawing, hint: true },

  {
    action: 'seen',
    keys: ['F8'],
    label: 'key.seen',
    group: 'global',
    when: (c) => !!c.extra.alarms?.size,
    inField: true,
    hint: true,
  },
  { action: 'answer', keys: ['a'], label: 'key.answer', group: 'call', when: (c) => c.ringing, hint: true },
  {
    action: 'accept',
    keys: ['Enter'],
    label: 'key.accept',
    group: 'call',
    when: (c) => talking(c) && c.panel === 'event',
    hint: true,
  },
  {
    action: 'acceptUrgent',
    keys: URGENCY_KEYS,
    cap: '1–4',
    label: 'key.acceptUrgent',
    group: 'call',
    when: talking,
    hint: true,
  },
  {
    action: 'classify',
    keys: CLASS_KEYS,
    cap: "5…'",
    label: 'key.classify',
    group: 'call',
    when: talking,
    hint: true,
  },
  { action: 'join', keys: ['j'], label: 'key.join', group: 'call', when: (c) => talking(c) || lost(c), hint: true },
  {
    action: 'reached',
    keys: ['Enter'],
    label: 'key.reached',
    group: 'call',
    when: (c) => lost(c) && c.panel === 'event',
    hint: true,
  },
  { action: 'takeDouble', keys: ['Shift+j'], label: 'key.takeDouble', group: 'call', when: talking, hint: true },
  { action: 'takeBack', keys: ['Shift+x'], label: 'key.takeBack', group: 'call', when: (c) => c.slip, hint: true },
  { action: 'noAnswer', keys: ['x'], label: 'key.noAnswer', group: 'call', when: lost, hint: true },
  {
    action: 'hangUp',
    keys: ['k'],
    label: 'key.hangUp',
    group: 'call',
    when: (c) => c.callState === 'talking',
  },

  { action: 'send', keys: ['d'], label: 'key.send', group: 'candidates', when: onIncident, hint: true },
  { action: 'send', keys: ['Enter'], label: 'key.send', group: 'candidates', when: canSend },
  {
    action: 'sendNow',
    keys: ['Ctrl+Enter'],
    label: 'key.sendNow',
    group: 'candidates',
    when: onIncident,
    inField: true,
  },
  { action: 'passedOver', keys: ['o'], label: 'key.passedOver', group: 'candidates', when: onIncident },
  { action: 'refresh', keys: ['y'], label: 'key.refresh', group: 'candidates', when: onIncident },

  {
    action: 'urgency',
    keys: URGENCY_KEYS,
    cap: '1–4',
    label: 'key.urgency',
    group: 'incident',
    when: onIncident,
    hint: true,
  },
  { action: 'address', keys: ['b'], label: 'key.address', group: 'incident', when: onIncident, hint: true },
  {
    action: 'complaint',
    keys: ['s'],
    label: 'key.complaint',
    group: 'incident',
    when: onIncident,
    hint: true,
  },
  { action: 'locate', keys: ['u'], label: 'key.locate', group: 'incident', when: onIncident, hint: true },
  { action: 'needs', keys: ['n'], label: 'key.needs', group: 'incident', when: onIncident, hint: true },
  {
    action: 'hospital',
    keys: ['h'],
    label: 'key.hospital',
    group: 'incident',
    when: (c) => onIncident(c) && c.activeTasks,
    hint: true,
  },
  {
    action: 'recall',
    keys: ['r'],
    label: 'key.recall',
    group: 'incident',
    when: (c) => onIncident(c) && c.activeTasks,
    hint: true,
  },
  {
    action: 'nextTask',
    keys: ['t'],
    label: 'key.nextTask',
    group: 'incident',
    when: (c) => onIncident(c) && c.activeTasks,
  },
  {
    action: 'takeProposal',
    keys: ['Shift+g'],
    label: 'key.takeProposal',
    group: 'incident',
    when: (c) => onIncident(c) && c.activeTasks,
  },
  {
    action: 'voice',
    keys: ['Shift+s'],
    label: 'key.voice',
    group: 'incident',
    when: (c) => onIncident(c) && c.activeTasks,
  },
  { action: 'takeBetter', keys: ['Shift+h'], label: 'key.takeBetter', group: 'incident', when: (c) => c.better, hint: true },
  { action: 'replay', keys: ['Shift+r'], label: 'key.replay', group: 'incident', when: onIncident },
  { action: 'park', keys: ['p'], label: 'key.park', group: 'incident', when: onIncident, hint: true },
  { action: 'close', keys: ['x'], label: 'key.close', group: 'incident', when: onIncident },

  { action: 'down', keys: ['ArrowDown'], label: 'key.down', group: 'panels', when: (c) => c.panel !== 'map' },
  { action: 'up', keys: ['ArrowUp'], label: 'key.up', group: 'panels', when: (c) => c.panel !== 'map' },
  {
    action: 'open',
    keys: ['Enter'],
    label: 'key.open',
    group: 'panels',
    when: (c) => c.panel === 'calls' || c.panel === 'incidents' || c.panel === 'vehicles',
  },
  { action: 'panelCalls', keys: ['q'], label: 'key.panelCalls', group: 'panels', when: always },
  { action: 'panelIncidents', keys: ['e'], label: 'key.panelIncidents', group: 'panels', when: always },
  { action: 'panelEvent', keys: ['i'], label: 'key.panelEvent', group: 'panels', when: always },
  { action: 'panelCandidates', keys: ['c'], label: 'key.panelCandidates', group: 'panels', when: always },
  { action: 'panelVehicles', keys: ['v'], label: 'key.panelVehicles', group: 'panels', when: always },
  { action: 'panelMap', keys: ['g'], label: 'key.panelMap', group: 'panels', when: always },

  {
    action: 'pauseVehicle',
    keys: ['z'],
    label: 'key.pauseVehicle',
    group: 'vehicle',
    when: inPanel('vehicles'),
    hint: true,
  },
  { action: 'answerCrew', keys: ['Shift+a'], label: 'key.answerCrew', group: 'vehicle', when: always },
  { action: 'filter', keys: ['w'], label: 'key.filter', group: 'vehicle', when: always },

  { action: 'fit', keys: ['f'], label: 'key.fit', group: 'map', when: always },
  { action: 'fitAll', keys: ['Shift+f'], label: 'key.fitAll', group: 'map', when: always },
  { action: 'closeRoad', keys: ['Ctrl+b'], label: 'key.closeRoad', group: 'map', when: always, inField: true },
  { action: 'zone', keys: ['Shift+z'], label: 'key.zone', group: 'map', when: always },
  { action: 'reopenRoad', keys: ['Shift+b'], label: 'key.reopenRoad', group: 'map', when: always },
  { action: 'roadEnd', keys: ['Shift+u'], label: 'key.roadEnd', group: 'map', when: always },
  { action: 'isochrones', keys: ['Shift+i'], label: 'key.isochrones', group: 'map', when: always },
  { action: 'zoomIn', keys: [']'], label: 'key.zoomIn', group: 'map', when: always },
  { action: 'zoomOut', keys: ['['], label: 'key.zoomOut', group: 'map', when: always },
  {
    action: 'pan',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    cap: '←↑↓→',
    label: 'key.pan',
    group: 'map',
    when: inPanel('map'),
  },

  { action: 'slower', keys: [','], label: 'key.slower', group: 'clock', when: (c) => c.simulated },
  { action: 'faster', keys: ['.'], label: 'key.faster', group: 'clock', when: (c) => c.simulated },
  { action: 'pauseClock', keys: ['`'], label: 'key.pauseClock', group: 'clock', when: (c) => c.simulated },

  ...panelOpeners,

  { action: 'command', keys: ['/'], label: 'key.command', group: 'global', when: always },
  { action: 'help', keys: ['?'], label: 'key.help', group: 'global', when: always },
  { action: 'restoreWindows', keys: ['Shift+F3'], label: 'key.restoreWindows', group: 'global', when: always, inField: true },
  { action: 'pinWindow', keys: ['Ctrl+F3'], label: 'key.pinWindow', group: 'global', when: always, inField: true },
  { action: 'mute', keys: ['m'], label: 'key.mute', group: 'global', when: always },
  { action: 'theme', keys: ['Shift+t'], label: 'key.theme', group: 'global', when: always },
  { action: 'language', keys: ['l'], label: 'key.language', group: 'global', when: always },
  { action: 'logout', keys: ['Shift+q'], label: 'key.logout', group: 'global', when: always },
]

/** What a key means here and now; the first line of the table that applies wins. */
export function findBinding(name: string, context: KeyContext, inField: boolean): Binding | null {
  return (
    KEYS.find((b) => b.keys.includes(name) && (!inField || b.inField === true) && b.when(context)) ?? null
  )
}

/** The first key of an action, for its cap on a button. */
export function keyOf(action: string): string {
  return KEYS.find((binding) => binding.action === action)?.keys[0] ?? ''
}
