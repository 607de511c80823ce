/** What the map shows at this moment, for its legend. */
import { shallowRef } from 'vue'
import { EMPTY_SCENE, type Scene } from '@/map/scene'

export const shownScene = shallowRef<Scene>(EMPTY_SCENE)
