/** The one way this screen talks to the server: typed calls, problem details, safe retries. */

export interface Problem {
  type?: string
  title?: string
  status: number
  detail?: string
  detail_en?: string
  code: string
  field?: string
  value?: unknown
  remedy?: string
  [extra: string]: unknown
}

/** An answer that is not a success, with the server's own words for it. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title ?? problem.code)
  }

  get status(): number {
    return this.problem.status
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `crypto.randomUUID` exists only on https and localhost; county desks reach the server by plain address. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const RETRY_AFTER_MS = 400
const TIMEOUT_MS = 8000

async function attempt(method: Method, path: string, body: unknown, key: string | null): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  return fetch(`/api${path}`, {
    method,
    headers,
    credentials: 'same-origin',
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    status: response.status,
    code: `http_${response.status}`,
    detail: `服务器回答 ${response.status}`,
    detail_en: `The server answered ${response.status}`,
  }
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) }
  } catch {
    return fallback
  }
}

function unreachable(error: unknown): ApiError {
  return new ApiError({
    status: 0,
    code: 'unreachable',
    title: String(error),
    detail: '联系不上服务器，操作未确认',
    detail_en: 'Cannot reach the server; the action is not confirmed',
  })
}

/** Answers in the server's place, or refuses; null lets the request go. */
export type Gate = (method: Method, path: string) => Promise<unknown> | null
let gate: Gate | null = null

/** For a screen that does not show the present: nothing it asks may reach the present unseen. */
export function keepGate(next: Gate | null): void {
  gate = next
}

/**
 * Sends one request. A write carries an idempotency key, so that the single retry after a lost
 * connection can never do the thing twice.
 */
async function request<T>(method: Method, path: string, body?: unknown, key?: string): Promise<T> {
  const held = gate?.(method, path)
  if (held) return (await held) as T
  const idempotency = method === 'GET' ? null : (key ?? newKey())
  let response: Response
  try {
    response = await attempt(method, path, body, idempotency)
  } catch {
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS))
    try {
      response = await attempt(method, path, body, idempotency)
    } catch (error) {
      throw unreachable(error)
    }
  }
  if (!response.ok) throw new ApiError(await problemOf(response))
  return (response.status === 204 ? undefined : await response.json()) as T
}

export const get = <T>(path: string) => request<T>('GET', path)
export const post = <T>(path: string, body: unknown = {}) => request<T>('POST', path, body)
/** A write under a key of the caller's own: a press that is sent again after hours is still one press. */
export const postAs = <T>(key: string, path: string, body: unknown) => request<T>('POST', path, body, key)
export const put = <T>(path: string, body: unknown) => request<T>('PUT', path, body)
export const patch = <T>(path: string, body: unknown) => request<T>('PATCH', path, body)
export const del = <T>(path: string) => request<T>('DELETE', path)
