/** What a form may not send or the server refused, by the field it is about. */
import { ref } from 'vue'
import { ApiError, type Problem } from '@/api/client'
import { said } from '@/i18n'

export interface Fault {
  text: string
  remedy: string
}
export type Faults = Readonly<Record<string, Fault>>

/** Where a refusal is shown that is about no field of the form. */
export const WHOLE = 'whole'

type Part = Pick<Problem, 'field' | 'detail' | 'remedy'> & { detail_en?: string }

/**
 * The server's words at the fields of a form. `names` maps a field of the request (`until_ms`,
 * `incident.location.lon` by its last part) to the form's own; what the form has not is `WHOLE`.
 */
export function faultsOf(problem: Problem, names: Readonly<Record<string, string>>): Faults {
  const parts: readonly Part[] = Array.isArray(problem.errors) ? (problem.errors as Part[]) : [problem]
  const found: Record<string, Fault> = {}
  for (const part of parts) {
    const field = names[part.field?.split('.').at(-1) ?? ''] ?? WHOLE
    const text = said({ zh: part.detail ?? problem.code, en: part.detail_en ?? '' })
    found[field] ??= { text, remedy: part.remedy ?? '' }
  }
  return found
}

/** The faults of one form; `heard` notes what a write was refused for and lets it be told. */
export function useFaults(names: Readonly<Record<string, string>>) {
  const faults = ref<Faults>({})
  async function heard<T>(write: Promise<T>): Promise<T> {
    try {
      return await write
    } catch (error) {
      if (error instanceof ApiError) faults.value = faultsOf(error.problem, names)
      throw error
    }
  }
  return { faults, heard }
}
