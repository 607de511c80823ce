/** One key on a proposal: a chasing call is attached, a double joined, a wrong one remembered. */
import { joinCall } from '@/api/endpoints'
import { attachChasing, declineCall, type Double, getCard } from '@/panels/calls/requests'
import '@/panels/calls/words'
import { useDesk } from '@/stores/desk'
import { useRegion } from '@/stores/region'
import { useWrites } from '@/stores/writes'

export async function takeFirst(call: string, one: Double | undefined): Promise<void> {
  if (!one) return
  const [writes, region] = [useWrites(), useRegion()]
  await writes.attempt(`accept:${call}`, async () => {
    const chasing = one.kind === 'chasing'
    await (chasing ? attachChasing : joinCall)(call, one.incident_id)
    writes.say(chasing ? 'same.chased' : 'same.joined', { id: region.incidentNo(one.incident_id) })
  })
}

export async function declineFirst(call: string, one: Double | undefined): Promise<void> {
  if (!one) return
  const writes = useWrites()
  await writes.attempt(`decline:${call}`, async () => {
    await declineCall(one.incident_id, call)
    writes.say('same.declined')
  })
}

/** The key works whether or not the card is open: what it proposes now is asked first. */
export async function takeDouble(): Promise<void> {
  const [desk, writes] = [useDesk(), useWrites()]
  const call = desk.call
  if (!call) return
  try {
    const { doubles } = await getCard(call.id)
    if (doubles.length) await takeFirst(call.id, doubles[0])
    else writes.say('same.none')
  } catch (error) {
    writes.fail(error)
  }
}
