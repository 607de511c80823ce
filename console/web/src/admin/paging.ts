/** Long tables a page at a time, so that two thousand villages cost no more than fifty. */
import { computed, type Ref, ref, watch } from 'vue'

export const PAGE_ROWS = 50

/** The page that is shown of a list; another search begins at the front again. */
export function usePaged<T>(all: Ref<readonly T[]>, restart: Ref<unknown>) {
  const page = ref(0)
  const pages = computed(() => Math.max(1, Math.ceil(all.value.length / PAGE_ROWS)))
  const at = computed(() => Math.min(page.value, pages.value - 1))
  const first = computed(() => at.value * PAGE_ROWS)
  const rows = computed(() => all.value.slice(first.value, first.value + PAGE_ROWS))
  const count = computed(() => all.value.length)
  watch(restart, () => (page.value = 0))
  const turn = (by: number): void => {
    page.value = Math.min(pages.value - 1, Math.max(0, at.value + by))
  }
  /** Shows the page that a row stands on. */
  const open = (row: number): void => {
    page.value = Math.floor(Math.max(0, row) / PAGE_ROWS)
  }
  return { rows, first, count, pages, at, turn, open }
}
