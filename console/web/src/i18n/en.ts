/** English words of the screen itself. */
import type { Messages } from '@/i18n/zh-CN'

export const en: Messages = {
  app: { name: 'Liandong 120', console: 'Dispatch', unconfirmed: 'unconfirmed', sending: 'sending', },
  login: { username: 'User name', password: 'Password', enter: 'Log in', wait: 'Logging in…' },
  level: { city: 'CTY', county: 'CNT', township: 'TWN', cityFull: 'City', countyFull: 'County', townshipFull: 'Township' },
  header: {
    ringing: 'ringing', waiting: 'to send', free: 'free', simulated: 'Simulated', live: 'live', stale: 'NOT CURRENT', connecting: 'connecting',
    lost: 'lost', refused: 'refused', closed: 'offline', lag: 'lag', seq: 'seq', clients: 'desks', paused: 'paused',
    theme: 'Theme', language: '中文', sound: 'Sound', soundOn: 'sound on', soundOff: 'muted', logout: 'Log out',
  },
  banner: {
    stale: 'This screen is NOT current: nothing from the server for {seconds} s. Do not dispatch from it. Reconnecting…',
    lag: 'Data arrives {seconds} s late: the screen is behind reality.',
    refused: 'The server refuses live data to this page’s origin; open the console at its registered address.',
  },
  alarm: { title: 'Alarm', since: 'since' },
  calls: {
    title: 'Calls', empty: 'No calls', ringing: 'ringing', talking: 'talking', abandoned: 'abandoned', ended: 'ended', callback: 'call back',
    answer: 'Answer', noLocation: 'no location', earlier: '{n} earlier', by: 'with {name}', overdue: 'overdue',
  },
  intake: {
    title: 'Intake', says: 'Caller', accept: 'Accept as new incident', join: 'Join an incident', hangUp: 'Hang up', classify: 'Not for dispatch',
    acceptAs: 'Accept with urgency', outside: 'outside area',
    joinTitle: 'Join which incident', none: 'Select a call or an incident', locating: 'Location', already: '{name} is on this call and will take it',
  },
  incident: {
    title: 'Incident', list: 'Incidents', empty: 'No incidents', address: 'Address', complaint: 'Complaint', urgency: 'Urgency', needs: 'Needs', patients: 'Patients',
    infection: 'Infection', noUrgency: 'not triaged', noAddress: 'no address yet', park: 'Park', unpark: 'Wake', close: 'Close', parked: 'parked',
    saved: 'saved', saving: 'saving', unsaved: 'not saved', sinceCall: 'call', tasks: 'Tasks', log: 'Time line', noTasks: 'nothing sent',
    owner: 'owner', version: 'version {n}', closeTitle: 'Why close', yes: 'yes', no: 'no',
    groupOpen: 'To send', groupResponding: 'Responding', groupParked: 'Parked', closed: 'closed',
  },
  state: { open: 'to send', waiting: 'to send', responding: 'responding', closed: 'closed' },
  clock: {
    order: 'order overdue', acknowledge: 'not acked', departure: 'not moving', arrival: 'late', answer: 'answer overdue',
    since: 'since call', pause: 'Pause', run: 'Run', slower: 'Slower', faster: 'Faster',
  },
  candidates: {
    title: 'Candidates', rank: '#', vehicle: 'Vehicle', station: 'Station', eta: 'ETA', parts: 'turnout+drive', fix: 'Fix', state: 'State',
    ready: 'Ready now', soon: 'Free soon', divertible: 'Can be diverted', passedOver: 'Passed over', send: 'Send', road: 'road time', estimate: 'ESTIMATE: straight line × detour, not road time',
    computed: 'computed {age} ago', loading: 'Ranking…', none: 'No vehicle can be sent', pickIncident: 'Accept a call or select an incident', lost: '{vehicle} was sent by {winner}.',
    lostNext: 'Next best {vehicle}, {eta}; {key} sends it', why: 'Why not the recommended vehicle', walk: 'about {m} m on foot', took: '{ms} ms',
    show: 'show', hide: 'hide', recommended: 'recommended', notFit: 'not fit', noFix: 'no fix', locationNeeded: 'No location yet: cannot rank by road', sent: '{vehicle} sent', reinforce: 'Reinforce', reinforceTitle: '{n} already sent; send one more?',
  },
  override: {
    crew: 'Better suited crew', road: 'Known road problem', local: 'Knows the place', cover: 'Keep cover', caller: 'Asked for on scene', other: 'Other',
  },
  tasks: {
    recall: 'Recall', recallTitle: 'Why recall', hospital: 'Hospital', chooseHospital: 'Hospital', hospitalTitle: 'Hospitals by road time and capability',
    done: 'done', sceneEta: 'scene', hospitalEta: 'hospital', late: 'late',
  },
  origin: { terminal: 'terminal', geofence: 'geofence', manual: 'manual', system: 'system' },
  vehicles: {
    title: 'Vehicles', all: 'all', free: 'free', busy: 'on task', exception: 'exceptions', filter: 'Filter', pause: 'Pause', resume: 'Resume',
    pauseTitle: 'Why pause', since: 'since', fixAge: 'fix', plate: 'plate', station: 'station', kind: 'kind', capabilities: 'can', speed: 'speed', none: 'No vehicle matches',
    stale: 'stale fix', noFix: 'no fix', incident: 'incident', summary: 'free/all',
  },
  vehicleKind: { regular: 'regular', monitoring: 'monitoring', negative_pressure: 'negative pressure', command: 'command', boat: 'boat' },
  map: { fit: 'Selection', fitAll: 'Whole area', zoomIn: 'In', zoomOut: 'Out', schematic: 'dashed: schematic link', modelled: 'borders modelled', failed: 'The map cannot be shown', loading: 'Loading the map' },
  command: { locate: 'Where is it: township, hospital, station… (or right-click the map)', open: 'Command', placeholder: 'vehicle, incident, station, hospital, township…', none: 'No match', vehicle: 'vehicle', incident: 'incident', station: 'station', hospital: 'hospital', township: 'township' },
  help: { title: 'Keys', close: 'Close', groups: { global: 'Everywhere', panels: 'Panels', call: 'Call', incident: 'Incident', candidates: 'Dispatch', vehicle: 'Vehicle', map: 'Map', clock: 'Simulated clock', choice: 'Choices' }, legend: 'States', note: 'Single keys rest while you type in a field; Esc leaves the field.' },
  key: {
    help: 'Keys', command: 'Command bar', mute: 'Sound on/off', theme: 'Dark/light', language: '中文/English', escape: 'Close/leave', down: 'Next', up: 'Previous',
    panelCalls: 'Calls', panelIncidents: 'Incidents', panelEvent: 'Intake', panelCandidates: 'Candidates', panelVehicles: 'Vehicles', panelMap: 'Map',
    answer: 'Answer', accept: 'Accept', acceptUrgent: 'Accept, urgency 1–4', classify: 'Not for dispatch', join: 'Join incident', hangUp: 'Hang up', open: 'Open',
    urgency: 'Urgency 1–4', address: 'Address', complaint: 'Complaint', needs: 'Needs', locate: 'Locate', park: 'Park/wake', close: 'Close incident',
    send: 'Send selected', sendNow: 'Send recommended (also in a field)', passedOver: 'Passed over', refresh: 'Rank again',
    recall: 'Recall', hospital: 'Hospital', nextTask: 'Next task', pauseVehicle: 'Pause/resume', filter: 'Filter vehicles',
    fit: 'Selection', fitAll: 'Whole area', zoomIn: 'Zoom in', zoomOut: 'Zoom out', pan: 'Pan', slower: 'Slower', faster: 'Faster', pauseClock: 'Pause/run', choose: 'Choose n', logout: 'Log out',
  },
  notice: {
    located: 'Location set: {place}',
    answered: 'Answered {n}', accepted: 'Accepted', classified: 'Classified: {name}', joined: 'Joined {id}', recalled: '{vehicle} recalled', parked: 'Parked', unparked: 'Woken',
    closed: 'Incident closed', hospital: '{vehicle} to {hospital}', paused: '{vehicle} paused', resumed: '{vehicle} resumed', nothingRinging: 'Nothing is ringing', noTask: 'No active task', pickVehicle: 'Select a vehicle first',
    stillActive: 'A task is active: recall it or let it end',
  },
}
