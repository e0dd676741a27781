import { queryOptions } from '@tanstack/react-query'
import { api, present, yamlBody } from './client'

/** The shapes of a network as far as they meet, while its spec is still wrong elsewhere. */
export function outlineOptions(specYaml: string) {
  return queryOptions({
    queryKey: ['outlines', specYaml],
    queryFn: async ({ signal }) =>
      present((await api.POST('/api/outlines', { ...yamlBody(specYaml), signal })).data),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
}
