import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import type { ListFilters } from '@/api/experiments'

const NO_FILTERS: ListFilters = { q: '', status: '', scheme: '' }

/** The list's filters live in the URL, so that a filtered list can be linked to. */
export function useListFilters() {
  const [params, setParams] = useSearchParams()
  const filters: ListFilters = {
    q: params.get('q') ?? '',
    status: params.get('status') ?? '',
    scheme: params.get('scheme') ?? '',
  }
  const setFilters = useCallback(
    (changes: Partial<ListFilters>) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old)
          for (const [key, value] of Object.entries(changes)) {
            if (value) next.set(key, value)
            else next.delete(key)
          }
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  const clear = useCallback(() => setFilters(NO_FILTERS), [setFilters])
  const active = Boolean(filters.q || filters.status || filters.scheme)
  return { filters, setFilters, clear, active }
}
