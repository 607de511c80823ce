/** From a card to the event it names. */
import { useDesk } from '@/stores/desk'

export const lookAt = (incident: string): void => useDesk().lookAtIncident(incident, 'event')
