/** The feed of a past hour: one JSON object a line from the server, read as it comes. */
import { ApiError, type Problem } from '@/api/client'
import type { ReplayPart } from '@/replay/feed'

async function refused(response: Response): Promise<ApiError> {
  const fallback: Problem = { status: response.status, code: `http_${response.status}` }
  return new ApiError({ ...fallback, ...((await response.json().catch(() => ({}))) as Partial<Problem>) })
}

export async function* pastHour(fromMs: number, toMs: number, signal: AbortSignal): AsyncGenerator<ReplayPart> {
  const response = await fetch(`/api/replay?from_ms=${fromMs}&to_ms=${toMs}`, { credentials: 'same-origin', signal })
  if (!response.ok || !response.body) throw await refused(response)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    const lines = (rest + (value ?? '')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line) yield JSON.parse(line) as ReplayPart
    if (done) return
  }
}
