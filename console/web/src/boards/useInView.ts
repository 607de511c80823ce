/** Keeps the selected row of a board where it can be seen. */
import { nextTick, onBeforeUnmount, onMounted, type Ref, watch } from 'vue'
import { useLive } from '@/stores/live'

const reveal = (row: Element | null | undefined) => row?.scrollIntoView({ block: 'nearest' })

/** For a row: selected means in view. */
export function useRowInView(row: Ref<HTMLElement | null>, isChosen: () => boolean): void {
  watch(isChosen, (chosen) => chosen && reveal(row.value))
}

/** For a list: what was in view stays there when the window, a strip or a banner takes room from it. */
export function useChosenInView(list: Ref<HTMLElement | null>): void {
  const live = useLive()
  const look = () => reveal(list.value?.querySelector('.row.chosen'))
  const observer = new ResizeObserver(look)
  onMounted(() => list.value && observer.observe(list.value))
  onBeforeUnmount(() => observer.disconnect())
  watch(
    () => live.current,
    () => nextTick(look),
  )
}
