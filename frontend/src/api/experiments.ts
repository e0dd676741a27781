import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query'
import { api, present, yamlBody } from './client'
import type { paths } from './generated/schema'
import type { FigureJson } from './types'

export type ListFilters = { q: string; status: string; scheme: string }
export type FigureQuery = NonNullable<
  paths['/api/experiments/{experiment_id}/figures/{name}']['get']['parameters']['query']
>

/** Key hierarchy: everything of one experiment lies below `detail(id)`. */
export const experimentKeys = {
  all: ['experiments'] as const,
  lists: () => [...experimentKeys.all, 'list'] as const,
  list: (filters: ListFilters) => [...experimentKeys.lists(), filters] as const,
  one: (id: string) => [...experimentKeys.all, 'one', id] as const,
  detail: (id: string) => [...experimentKeys.one(id), 'detail'] as const,
  steps: (id: string) => [...experimentKeys.one(id), 'steps'] as const,
  figures: (id: string) => [...experimentKeys.one(id), 'figure'] as const,
  figure: (id: string, name: string, query: FigureQuery) =>
    [...experimentKeys.figures(id), name, query] as const,
}

export function experimentListOptions(filters: ListFilters) {
  return infiniteQueryOptions({
    queryKey: experimentKeys.list(filters),
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        q: filters.q || undefined,
        status: (filters.status || undefined) as never,
        scheme: filters.scheme || undefined,
        cursor: pageParam ?? undefined,
        limit: 20,
      }
      return present((await api.GET('/api/experiments', { params: { query }, signal })).data)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })
}

export function experimentOptions(id: string) {
  return queryOptions({
    queryKey: experimentKeys.detail(id),
    queryFn: async ({ signal }) =>
      present(
        (
          await api.GET('/api/experiments/{experiment_id}', {
            params: { path: { experiment_id: id } },
            signal,
          })
        ).data,
      ),
  })
}

export function stepsOptions(id: string) {
  return queryOptions({
    queryKey: experimentKeys.steps(id),
    queryFn: async ({ signal }) =>
      present(
        (
          await api.GET('/api/experiments/{experiment_id}/steps', {
            params: { path: { experiment_id: id } },
            signal,
          })
        ).data,
      ).steps,
  })
}

export function figureOptions(id: string, name: string, query: FigureQuery) {
  return queryOptions({
    queryKey: experimentKeys.figure(id, name, query),
    queryFn: async ({ signal }) => {
      const params = { path: { experiment_id: id, name }, query }
      const path = '/api/experiments/{experiment_id}/figures/{name}'
      // Without format=html the answer is the figure, not a page.
      return present((await api.GET(path, { params, signal })).data) as FigureJson
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY, // live events say when it is stale
  })
}

export async function createExperiment(specYaml: string) {
  return present((await api.POST('/api/experiments', yamlBody(specYaml))).data)
}

export async function cancelExperiment(id: string) {
  const params = { path: { experiment_id: id } }
  return present((await api.POST('/api/experiments/{experiment_id}/cancel', { params })).data)
}

export async function rerunExperiment(id: string) {
  const params = { path: { experiment_id: id } }
  return present((await api.POST('/api/experiments/{experiment_id}/rerun', { params })).data)
}

export async function deleteExperiment(id: string) {
  await api.DELETE('/api/experiments/{experiment_id}', { params: { path: { experiment_id: id } } })
}

/** Forget a deleted experiment without asking the server for it again. */
export function forgetExperiment(client: QueryClient, id: string) {
  client.removeQueries({ queryKey: experimentKeys.one(id) })
  return client.invalidateQueries({ queryKey: experimentKeys.lists() })
}
