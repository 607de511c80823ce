/** How long ago, in words short enough for a strip on top. */
import { shortAge } from '@/boards/format'

export const span = (ms: number): string => shortAge(ms / 1000)
