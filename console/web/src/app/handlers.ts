/** What each action of the key table does. A button with the same key cap calls the same line. */
import * as calls from '@/app/actions/calls'
import { setSpeed, stepSpeed, togglePaused } from '@/app/actions/clock'
import { sendRecommended, sendSelected } from '@/app/actions/dispatch'
import * as incidents from '@/app/actions/incidents'
import { moveSelection, openSelection } from '@/app/actions/movement'
import { offerAnswer, takeProposal } from '@/app/actions/crews'
import { nextFilter, togglePause } from '@/app/actions/vehicles'
import { locale, setLocale } from '@/i18n'
import { open, opens } from '@/keys/opening'
import { URGENCY_KEYS } from '@/keys/rows'
import type { Panel } from '@/keys/table'
import { mapCommands } from '@/map/commands'
import { panelAction, PANELS } from '@/panels'
import { useChoice } from '@/stores/choice'
import { useDesk } from '@/stores/desk'
import { leaveGuest } from '@/stores/guest'
import { usePanels } from '@/stores/panels'
import { usePrefs } from '@/stores/prefs'
import { useRanking } from '@/stores/ranking'
import { useRoads } from '@/stores/roads'
import { useSession } from '@/stores/session'
import { useWindows } from '@/stores/windows'
import { useWrites } from '@/stores/writes'

/** `'default'` leaves the key to the browser. */
export type Handler = (key: string) => unknown

const urgencyOf = (key: string) => calls.URGENCIES[URGENCY_KEYS.indexOf(key as (typeof URGENCY_KEYS)[number])]

type OnRoads = 'closeHere' | 'confirm' | 'offerReopen' | 'offerEnd' | 'startZone' | 'addCorner' | 'dropCorner' | 'endZone'
/** Roads are closed seldom: what that needs is loaded by the first key that does. */
const onRoads = (name: OnRoads) => opens(() => import('@/app/actions/roads'), (it) => it[name]())

function focusField(name: string, panel: Panel = 'event'): void {
  useDesk().panel = panel
  const find = () => document.querySelector<HTMLInputElement>(`[data-field="${name}"]`)
  // At once where it is on the screen: what is typed next must not be lost.
  if (find()) find()?.focus()
  else requestAnimationFrame(() => find()?.focus())
}

function setUrgency(key: string): void {
  const [incident, urgency] = [useDesk().incident, urgencyOf(key)]
  if (!incident || !urgency) return
  // Once the caller's answers gave one, another urgency needs a reason (CALL-09).
  if (!incident.triage?.urgency) void incidents.saveFields(incident.id, { urgency })
  else if (incident.triage.urgency !== urgency)
    void open(() => import('@/panels/triage/override'), (it) => it.askReason(incident, urgency, 'event'))
}

/** Leaves the innermost thing that is open: field, question, command bar, help, notice. */
function escape(): void {
  const [desk, choice, writes] = [useDesk(), useChoice(), useWrites()]
  const active = document.activeElement
  if (desk.commandOpen) desk.commandOpen = false
  else if (active instanceof HTMLElement && active !== document.body) active.blur()
  else if (choice.choice) choice.cancel()
  else if (leaveGuest()) return
  else if (usePanels().escape()) return
  else if (useRoads().leave()) return
  else if (desk.helpOpen) desk.helpOpen = false
  else writes.clear()
}

function openBar(locating: boolean): void {
  const desk = useDesk()
  desk.locating = locating
  desk.typedAhead = ''
  desk.commandOpen = true
}

function panelHandlers(): Record<string, Handler> {
  const desk = useDesk()
  return {
    panelCalls: () => (desk.panel = 'calls'),
    panelIncidents: () => (desk.panel = 'incidents'),
    panelEvent: () => (desk.panel = 'event'),
    panelCandidates: () => (desk.panel = 'candidates'),
    panelVehicles: () => (desk.panel = 'vehicles'),
    panelMap: () => {
      desk.panel = 'map'
      mapCommands.focus()
    },
    pan: () => 'default',
    down: () => moveSelection(1),
    up: () => moveSelection(-1),
    open: openSelection,
    ...Object.fromEntries(PANELS.map(({ id }) => [panelAction(id), () => usePanels().toggle(id)])),
  }
}

function deskHandlers(): Record<string, Handler> {
  const [desk, prefs] = [useDesk(), usePrefs()]
  return {
    escape,
    choose: (key) => useChoice().pickByKey(key),
    command: () => openBar(false),
    help: () => (desk.helpOpen = !desk.helpOpen),
    restoreWindows: opens(() => import('@/windows/opening'), (it) => it.restoreWindows()),
    pinWindow: () => (useWindows().pinned = !useWindows().pinned),
    mute: () => (prefs.muted = !prefs.muted),
    theme: () => (prefs.theme = prefs.theme === 'dark' ? 'light' : 'dark'),
    language: () => setLocale(locale.value === 'zh-CN' ? 'en' : 'zh-CN'),
    logout: () => useSession().leave(),
    slower: () => stepSpeed(-1),
    faster: () => stepSpeed(1),
    pauseClock: togglePaused,
    setSpeed: (key) => setSpeed(Number(key)),
    closeRoad: onRoads('closeHere'),
    confirmRoad: onRoads('confirm'),
    roadTimes: () => focusField('road-from', 'map'),
    reopenRoad: onRoads('offerReopen'),
    roadEnd: onRoads('offerEnd'),
    zone: onRoads('startZone'),
    zoneCorner: onRoads('addCorner'),
    zoneUndo: onRoads('dropCorner'),
    zoneDone: onRoads('endZone'),
    isochrones: opens(() => import('@/app/actions/isochrones'), (it) => it.toggleIsochrones()),
    fit: () => mapCommands.fitSelection(),
    fitAll: () => mapCommands.fitAll(),
    zoomIn: () => mapCommands.zoom(1),
    zoomOut: () => mapCommands.zoom(-1),
  }
}

function workHandlers(): Record<string, Handler> {
  const desk = useDesk()
  return {
    seen: opens(() => import('@/panels/alarms/acknowledge'), (it) => it.acknowledgeFirst()),
    answer: () => calls.answer(),
    accept: () => calls.accept(),
    acceptUrgent: (key) => calls.accept(urgencyOf(key)),
    classify: calls.classify,
    join: calls.offerJoin,
    takeDouble: opens(() => import('@/panels/calls/take'), (it) => it.takeDouble()),
    takeBack: opens(() => import('@/panels/calls/slip'), (it) => it.takeBack()),
    takeBetter: opens(() => import('@/panels/calls/better'), (it) => it.takeBetter()),
    reached: () => calls.calledBack('reached'),
    noAnswer: () => calls.calledBack('no_answer'),
    hangUp: calls.hangUp,
    send: sendSelected,
    sendNow: sendRecommended,
    passedOver: () => (desk.passedOpen = !desk.passedOpen),
    refresh: () => useRanking().load(),
    urgency: setUrgency,
    address: () => focusField('address'),
    complaint: () => focusField('complaint'),
    needs: incidents.offerNeeds,
    locate: () => openBar(true),
    park: incidents.togglePark,
    close: incidents.offerClose,
    recall: () => incidents.offerRecall(),
    hospital: () => incidents.offerHospitals(),
    nextTask: incidents.nextTask,
    takeProposal: () => takeProposal(),
    voice: opens(() => import('@/app/actions/voice'), (it) => it.offerVoice()),
    replay: opens(() => import('@/app/actions/replay'), (it) => it.toggleReplay()),
    answerCrew: () => offerAnswer(),
    pauseVehicle: togglePause,
    filter: nextFilter,
  }
}

export function buildHandlers(): Record<string, Handler> {
  return { ...deskHandlers(), ...panelHandlers(), ...workHandlers() }
}
