/** What the pages in the field ask the server beyond what a desk asks. */
import { get, post, postAs } from '@/api/client'
import type { FixRecord } from '@/field/fixes'
import type { OrderSlip } from '@/field/orders'
import type { Press, Receipt } from '@/field/outbox'

const id = encodeURIComponent

export const sendPress = (press: Press) => postAs<Receipt>(press.key, press.path, press.body)
export const getOrderSlip = (task: string) => get<OrderSlip>(`/tasks/${id(task)}/order`)
export const sendFixes = (fixes: FixRecord[]) =>
  post<{ accepted: number; rejected: { detail: string; detail_en: string }[] }>('/fixes', { fixes })
