import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, present } from './client'
import type { components, paths } from './generated/schema'
import type { CheckStatus, FigureJson } from './types'

type CheckRequestInput = components['schemas']['CheckRequestInput']
/** What has a default may be left out. */
export type CheckRequest = Pick<CheckRequestInput, 'spec'> & Partial<CheckRequestInput>
export type HistoryQuery = NonNullable<
  paths['/api/projects/{project}/figures/history']['get']['parameters']['query']
>

export const checkKeys = {
  all: ['checks'] as const,
  lists: (project: string | undefined) => [...checkKeys.all, 'list', project ?? null] as const,
  one: (id: string, status: CheckStatus) => [...checkKeys.all, 'one', id, status] as const,
  projects: () => [...checkKeys.all, 'projects'] as const,
  project: (name: string) => [...checkKeys.projects(), name] as const,
}

/** Checks, newest first, of a project or of all. */
export function checkListOptions(project?: string) {
  return infiniteQueryOptions({
    queryKey: checkKeys.lists(project),
    queryFn: async ({ pageParam, signal }) => {
      const query = { project, cursor: pageParam ?? undefined, limit: 20 }
      return present((await api.GET('/api/checks', { params: { query }, signal })).data)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })
}

/** A check as of a status; the verdicts come with its end. */
export function checkOptions(id: string, status: CheckStatus) {
  return queryOptions({
    queryKey: checkKeys.one(id, status),
    queryFn: async ({ signal }) => {
      const params = { path: { check_id: id } }
      return present((await api.GET('/api/checks/{check_id}', { params, signal })).data)
    },
  })
}

export const projectsOptions = queryOptions({
  queryKey: checkKeys.projects(),
  queryFn: async ({ signal }) => present((await api.GET('/api/projects', { signal })).data).items,
})

export function historyOptions(project: string) {
  return queryOptions({
    queryKey: [...checkKeys.project(project), 'history'],
    queryFn: async ({ signal }) => {
      const params = { path: { project } }
      return present((await api.GET('/api/projects/{project}/history', { params, signal })).data)
    },
  })
}

/** The picture of a project's history as of a state, which names all that it depends on. */
export function historyFigureOptions(project: string, query: HistoryQuery, state: string) {
  return queryOptions({
    queryKey: [...checkKeys.project(project), 'figure', query, state],
    queryFn: async ({ signal }) => {
      const params = { path: { project }, query }
      const path = '/api/projects/{project}/figures/history'
      return present((await api.GET(path, { params, signal })).data) as FigureJson
    },
    placeholderData: keepPreviousData,
  })
}

/** Send a check and do not wait for its end; its page follows it. */
export async function createCheck(request: CheckRequest) {
  const body = request as CheckRequestInput
  return present((await api.POST('/api/checks', { params: { query: { wait: 0 } }, body })).data)
}

export async function setBaseline(id: string, isBaseline: boolean) {
  const params = { path: { check_id: id } }
  const path = '/api/checks/{check_id}/baseline'
  const answer = isBaseline ? await api.POST(path, { params }) : await api.DELETE(path, { params })
  return present(answer.data)
}
