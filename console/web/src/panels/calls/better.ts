/** The proposed place is taken with one key, whether or not the list of places is open. */
import { promoteReport } from '@/panels/calls/requests'
import '@/panels/calls/words'
import { useDesk } from '@/stores/desk'
import { useWrites } from '@/stores/writes'

export async function takeBetter(): Promise<void> {
  const [desk, writes] = [useDesk(), useWrites()]
  const [incident, no] = [desk.incident, desk.incident?.better_report]
  if (!incident || !no) return
  await writes.attempt(`promote:${incident.id}`, async () => {
    await promoteReport(incident.id, no)
    writes.say('places.promoted', { no })
  })
}
