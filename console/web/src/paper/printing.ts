/** Printing of sheets: only what stands in `.sheets` goes on paper, A4, black on white. */
import { nextTick } from 'vue'
import '@/paper/paper.css'

export async function printSheet(): Promise<void> {
  await nextTick()
  window.print()
}
