import type { FieldError, Problem } from './types'

/** An RFC 9457 problem, or a server that did not answer (status 0). */
export class ApiProblem extends Error {
  readonly status: number
  readonly title: string
  readonly errors: readonly FieldError[]

  constructor(problem: Pick<Problem, 'status' | 'title' | 'detail' | 'errors'>) {
    super(problem.detail || problem.title)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.title = problem.title
    this.errors = problem.errors
  }
}

export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null)
  const problem = isProblem(body) ? body : null
  return new ApiProblem({
    status: problem?.status ?? response.status,
    title: problem?.title ?? (response.statusText || 'The server answered with an error'),
    detail: problem?.detail ?? `The server answered ${response.status}.`,
    errors: problem?.errors ?? [],
  })
}

export function networkProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  return new ApiProblem({
    status: 0,
    title: 'The server does not answer',
    detail: 'Fanscope’s server cannot be reached. Is `fanscope up` still running?',
    errors: [],
  })
}

/** Whether there was no answer at all, as opposed to an answer that says no. */
export function isServerAway(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 0
}

/** What to tell a person about any thrown value. */
export function describeProblem(error: unknown): { title: string; detail: string } {
  if (error instanceof ApiProblem) return { title: error.title, detail: error.message }
  return { title: 'Something went wrong', detail: error instanceof Error ? error.message : '' }
}

export function fieldErrors(error: unknown): readonly FieldError[] {
  return error instanceof ApiProblem ? error.errors : []
}

function isProblem(body: unknown): body is Partial<Problem> {
  return typeof body === 'object' && body !== null && 'title' in body
}
