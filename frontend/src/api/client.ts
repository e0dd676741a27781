import createClient from 'openapi-fetch'
import type { paths } from './generated/schema'
import { networkProblem, readProblem } from './problem'

/** The one client: every problem becomes a thrown ApiProblem. */
export const api = createClient<paths>({
  baseUrl: '',
  // Lists are repeated keys, as FastAPI reads them: scheme=a&scheme=b.
  querySerializer: { array: { style: 'form', explode: true } },
})

api.use({
  async onResponse({ response }) {
    if (!response.ok || isProblemBody(response)) throw await readProblem(response)
  },
  onError({ error }) {
    return networkProblem(error)
  },
})

function isProblemBody(response: Response): boolean {
  return response.headers.get('Content-Type')?.startsWith('application/problem+json') ?? false
}

/** The body of a successful answer; openapi-fetch types it as optional although errors throw. */
export function present<T>(data: T | undefined): T {
  if (data === undefined) throw networkProblem(new Error('the answer was empty'))
  return data
}

/** Request options that send `text` as it stands, so that the server sees the user's own YAML. */
export function yamlBody(text: string) {
  return {
    body: text as never,
    bodySerializer: (body: unknown) => body as string,
    headers: { 'Content-Type': 'application/yaml' },
  }
}
