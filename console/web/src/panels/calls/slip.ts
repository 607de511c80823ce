/** The last press of this desk is taken back, while it still can be. */
import { releaseCall, undoClass } from '@/panels/calls/requests'
import '@/panels/calls/words'
import { useDesk } from '@/stores/desk'
import { useWrites } from '@/stores/writes'

export async function takeBack(): Promise<void> {
  const [desk, writes] = [useDesk(), useWrites()]
  const call = desk.slip
  if (!call) return
  await writes.attempt(`undo:${call.id}`, async () => {
    await (call.call_class ? undoClass : releaseCall)(call.id)
    writes.say(call.call_class ? 'same.undone' : 'same.released')
  })
}
