import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, present, yamlBody } from './client'

export type PredictionView = { figure: string; theme: 'light' | 'dark'; narrow: boolean }

/** Where the prediction's figure is laid out for a phone. */
export const NARROW = '(max-width: 640px)'

/** The figure that is drawn while a spec is written. */
export function predictedFigure(theme: PredictionView['theme'], narrow: boolean): PredictionView {
  return { figure: 'variance-by-depth', theme, narrow }
}

/** Validation, estimates and, where a view asks for it, the predicted figure of a spec as it is written. */
export function predictionOptions(specYaml: string, view: PredictionView | null) {
  return queryOptions({
    queryKey: ['predictions', specYaml, view],
    queryFn: async ({ signal }) => {
      // Half-written specs are the normal case here: RFC 7240 lets the server answer 200 with the
      // problem as the body, which keeps the browser's console for real faults.
      const { headers, ...body } = yamlBody(specYaml)
      const request = {
        ...body,
        headers: { ...headers, Prefer: 'handling=lenient' },
        params: { query: view ?? {} },
        signal,
      }
      return present((await api.POST('/api/predictions', request)).data)
    },
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY, // a prediction depends on the spec alone
    gcTime: 60_000,
  })
}
