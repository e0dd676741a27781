import { queryOptions } from '@tanstack/react-query'
import { api, present } from './client'

// Catalogues change only with the server's version, so one answer serves the whole visit.
const forTheVisit = { staleTime: Number.POSITIVE_INFINITY }

export const schemesOptions = queryOptions({
  ...forTheVisit,
  queryKey: ['schemes'],
  queryFn: async ({ signal }) => present((await api.GET('/api/schemes', { signal })).data).items,
})

export const datasetsOptions = queryOptions({
  ...forTheVisit,
  queryKey: ['datasets'],
  queryFn: async ({ signal }) => present((await api.GET('/api/datasets', { signal })).data).items,
})

export const presetsOptions = queryOptions({
  ...forTheVisit,
  queryKey: ['presets'],
  queryFn: async ({ signal }) => present((await api.GET('/api/presets', { signal })).data).items,
})

export const figureCatalogueOptions = queryOptions({
  ...forTheVisit,
  queryKey: ['figures'],
  queryFn: async ({ signal }) => present((await api.GET('/api/figures', { signal })).data).items,
})

export const rulesOptions = queryOptions({
  ...forTheVisit,
  queryKey: ['rules'],
  queryFn: async ({ signal }) => present((await api.GET('/api/rules', { signal })).data).items,
})

export const partsOptions = queryOptions({
  ...forTheVisit,
  queryKey: ['parts'],
  queryFn: async ({ signal }) => present((await api.GET('/api/parts', { signal })).data),
})

/** Which schemes fit a network, whatever else the spec says. */
export function fittingOptions(network: unknown) {
  return queryOptions({
    queryKey: ['fitting', network],
    queryFn: async ({ signal }) => {
      const body = { name: 'fitting', network, data: { name: 'digits' }, schemes: ['xavier'] }
      const answer = await api.POST('/api/schemes/fitting', { body: body as never, signal })
      return present(answer.data).items
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
}
