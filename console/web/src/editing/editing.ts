/** Two desks at one event (UI-06): this window says what it shows, and hears who else is there. */
import { computed, onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { newKey, put } from '@/api/client'
import { addWords } from '@/i18n'
import { useBoard } from '@/stores/board'
import { useSession } from '@/stores/session'

/** One window with an event open, as the server tells of it. */
export interface EditorView {
  id: string
  incident_id: string
  user: string
  name: string
  unit: string
  field: string | null
  since_ms: number
}

addWords({
  'zh-CN': {
    editing: {
      open: '{name} 也打开了本事件',
      writes: '{name} 正在写「{field}」',
      fields: { address: '地址', complaint: '主诉', urgency: '级别', needs: '能力需求', patient_count: '病人数', infection: '疑似传染', location: '位置' },
      clash: '「{field}」已由 {by} 改过：用哪个？',
      theirs: '采用对方的',
      mine: '用我的覆盖',
    },
  },
  en: {
    editing: {
      open: '{name} has this event open too',
      writes: '{name} is writing the {field}',
      fields: { address: 'address', complaint: 'complaint', urgency: 'urgency', needs: 'needs', patient_count: 'patients', infection: 'infection', location: 'place' },
      clash: '{by} has changed the {field}: which one?',
      theirs: 'take theirs',
      mine: 'put mine over it',
    },
  },
})

const WINDOW = newKey().slice(0, 12)
const AGAIN_MS = 15_000
const BREATH_MS = 400

/** Who else has the event open; `field` is what is being written here. */
export function useEditing(incidentId: string, field: Ref<string | null>) {
  const [board, session] = [useBoard(), useSession()]
  let breath: ReturnType<typeof setTimeout> | undefined
  const say = (incident: string | null) =>
    void put('/editing', { window: WINDOW, incident_id: incident, field: incident && field.value }).catch(() => undefined)
  watch(field, () => {
    clearTimeout(breath)
    breath = setTimeout(() => say(incidentId), BREATH_MS)
  })
  const again = setInterval(() => say(incidentId), AGAIN_MS)
  onMounted(() => say(incidentId))
  onBeforeUnmount(() => {
    clearInterval(again)
    clearTimeout(breath)
    say(null)
  })
  const others = computed(() =>
    [...board.collection<EditorView>('editors').values()].filter(
      (one) => one.incident_id === incidentId && one.user !== session.user?.username,
    ),
  )
  return { others }
}
