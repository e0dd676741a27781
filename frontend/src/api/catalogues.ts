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

export const partsOptions = queryOptions({
  ...forTheVisit,
  queryKey: ['parts'],
  queryFn: async ({ signal }) => present((await api.GET('/api/parts', { signal })).data),
})
