import { QueryClient } from '@tanstack/react-query'
import { ApiProblem, isServerAway } from '@/api/problem'

const MAX_RETRIES = 2
const ASK_AGAIN_MS = 3_000

/** Ask again at once only where that can help: the server was away or stumbled. */
function shouldRetry(failures: number, error: Error) {
  if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) return false
  return failures < MAX_RETRIES
}

export function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: shouldRetry,
        staleTime: 5_000,
        refetchOnWindowFocus: false,
        // While the server is away every query on the page waits for it, so that the page goes on
        // by itself when it is back.
        refetchInterval: (query) => (isServerAway(query.state.error) ? ASK_AGAIN_MS : false),
      },
    },
  })
}
