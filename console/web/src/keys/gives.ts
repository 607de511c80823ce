/**
 * Which command of the core an action of the key table gives. Who may give it is the server's to say
 * (`dispatch/rights.py`; the login brings its list): to anybody else the key is not offered, and says why.
 */
import { t } from '@/i18n'
import { KEYS } from '@/keys/table'
import { useSession } from '@/stores/session'
import { useWrites } from '@/stores/writes'

/** What is not here only looks, or arranges this person's own screen. */
export const GIVES: Readonly<Record<string, string>> = {
  seen: 'AcknowledgeAlarm',
  answer: 'AnswerCall',
  accept: 'AcceptCall',
  acceptUrgent: 'AcceptCall',
  classify: 'ClassifyCall',
  join: 'AcceptCall',
  reached: 'CallBack',
  noAnswer: 'CallBack',
  takeDouble: 'AttachChasing',
  takeBack: 'UndoClassify',
  hangUp: 'EndCall',
  send: 'DispatchVehicle',
  sendNow: 'DispatchVehicle',
  urgency: 'DescribeIncident',
  address: 'DescribeIncident',
  complaint: 'DescribeIncident',
  needs: 'DescribeIncident',
  locate: 'ReportLocation',
  hospital: 'ChooseHospital',
  recall: 'RecallTask',
  takeProposal: 'ReportStatus',
  voice: 'ReportStatus',
  takeBetter: 'PromoteLocation',
  park: 'ParkIncident',
  close: 'CloseIncident',
  pauseVehicle: 'PauseVehicle',
  answerCrew: 'AnswerCrew',
  closeRoad: 'CloseRoad',
  confirmRoad: 'CloseRoad',
  roadTimes: 'CloseRoad',
  zone: 'CloseRoad',
  reopenRoad: 'ReopenRoad',
  roadEnd: 'ChangeRoadEnd',
  // No command, but for those who answer calls: the training clock, and the telephone.
  slower: 'AnswerCall',
  faster: 'AnswerCall',
  pauseClock: 'AnswerCall',
  'line.hold': 'AnswerCall',
  'line.transfer': 'AnswerCall',
  'waiting.send': 'DispatchVehicle',
  'waiting.decline': 'DeclineOffer',
  'waiting.none': 'NoteNoVehicle',
  'incoming.accept': 'AnswerHandOver',
  'incoming.decline': 'AnswerHandOver',
  'neighbours.grant': 'AnswerNeighbour',
  'neighbours.refuse': 'AnswerNeighbour',
  'neighbours.withdraw': 'WithdrawRequest',
  'card.take': 'AttachChasing',
  'card.decline': 'DeclineProposal',
  'places.take': 'PromoteLocation',
  'places.choose': 'PromoteLocation',
  'same.intoThis': 'MergeIncidents',
  'same.thisInto': 'MergeIncidents',
  'same.decline': 'DeclineProposal',
  'same.split': 'SplitIncidents',
  'decide.divert': 'DivertTask',
  'decide.reinforce': 'ParkReinforcement',
  'decide.special': 'NoteDecision',
  'triage.answer': 'AnswerTriage',
  'triage.hinted': 'AnswerTriage',
  'triage.back': 'AnswerTriage',
  'triage.override': 'OverrideUrgency',
  'triage.code': 'TakeDeterminant',
  'handover.give': 'HandOverIncident',
  'handover.take': 'TakeOverIncident',
  'handover.back': 'GiveBackIncident',
  'handover.withdraw': 'WithdrawHandOver',
  'helpers.call': 'CallVolunteer',
  'helpers.comes': 'NoteVolunteer',
  'helpers.stays': 'NoteVolunteer',
  'alarms.answer': 'AcknowledgeAlarm',
  'hospitals.grant': 'AnswerDivert',
  'hospitals.agree': 'DecideDiversion',
  'hospitals.deny': 'DecideDiversion',
  'hospitals.settle': 'SettleRefusal',
  'referrals.ask': 'RequestReferral',
  'referrals.accept': 'AnswerReferral',
  'referrals.refuse': 'AnswerReferral',
  'referrals.schedule': 'ScheduleReferral',
  'referrals.cancel': 'CancelReferral',
  'seats.ready': 'ChangeSeat',
  'seats.away': 'ChangeSeat',
  'seats.manual': 'ChangeSeat',
  'seats.out': 'ChangeSeat',
  'shift.sign': 'SignShift',
  'shift.withdraw': 'WithdrawShift',
  'shift.take': 'TakeShift',
  'limits.set': 'SetLimit',
  'messages.write': 'SendMessage',
  'messages.read': 'ReadMessage',
  'messages.reply': 'SendMessage',
  'layouts.set': 'SetLayout',
  'posts.open': 'OpenPost',
  'posts.send': 'PostVehicle',
  'posts.home': 'PostVehicle',
  'posts.end': 'ClosePost',
  'slips.draw': 'DrawPapers',
  'slips.enter': 'EnterPaper',
  'ways.first': 'DispatchVehicle',
  'ways.county': 'DispatchVehicle',
  'ways.fit': 'DispatchVehicle',
  'ways.pair': 'DispatchPair',
  'ways.swap': 'SwapVehicle',
  'ways.keep': 'DeclineSwap',
  'moveup.accept': 'AcceptMove',
  'moveup.decline': 'DeclineMove',
}

/** Whether this login may not give what the action asks for. */
export const isBarred = (action = ''): boolean => action in GIVES && !useSession().may(GIVES[action]!)

/** Why not, in words: who may give nothing at all is told that, not sent to look for another right. */
function whyBarred(action: string): [key: string, values: { what: string }] {
  const label = KEYS.find((one) => one.action === action)?.label ?? `panel.${action}`
  return [useSession().mayAct ? 'notYours' : 'readOnly', { what: t(label) }]
}
export const barredWords = (action: string): string => {
  const [key, values] = whyBarred(action)
  return t(`refused.${key}.why`, values)
}
/** Says it at the foot of the screen. */
export const refuseBarred = (action: string): void => useWrites().refuse(...whyBarred(action))

/** A button whose action is barred stays where it is, says why, and does nothing (`KeyCap` marks it). */
export function stopBarred(event: Event): void {
  const button = event.target instanceof Element && event.target.closest<HTMLElement>('[data-barred]')
  if (!button) return
  event.preventDefault()
  event.stopPropagation()
  refuseBarred(button.dataset.barred ?? '')
}
