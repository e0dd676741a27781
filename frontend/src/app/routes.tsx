import type { QueryClient } from '@tanstack/react-query'
import { createBrowserRouter } from 'react-router'
import {
  datasetsOptions,
  figureCatalogueOptions,
  presetsOptions,
  rulesOptions,
} from '@/api/catalogues'
import { checkListOptions, historyOptions, projectsOptions } from '@/api/checks'
import { experimentOptions, stepsOptions } from '@/api/experiments'
import { NARROW, predictedFigure, predictionOptions } from '@/api/predictions'
import { pageTheme } from '@/components/Figure/use-page-theme'
import { ExperimentsPage } from '@/features/experiments/ExperimentsPage'
import { NotFoundPage, RouteErrorPage } from './ErrorPages'
import { Shell } from './Shell'

/** Loaders only start what a page will ask for, beside the page's own code; they never wait. */
export function createRouter(client: QueryClient) {
  return createBrowserRouter([
    {
      element: <Shell />,
      errorElement: <RouteErrorPage />,
      hydrateFallbackElement: <div />,
      children: [
        { index: true, element: <ExperimentsPage /> },
        {
          path: 'new',
          loader: ({ request }) => {
            prefetchPrediction(client, new URL(request.url).searchParams)
            client.prefetchQuery(datasetsOptions)
            return null
          },
          lazy: async () => ({
            Component: (await import('@/features/new-experiment/NewExperimentPage'))
              .NewExperimentPage,
          }),
        },
        {
          path: 'experiments/:id/:view?',
          loader: ({ params: { id = '' } }) => {
            client.prefetchQuery(experimentOptions(id))
            client.prefetchQuery(stepsOptions(id))
            client.prefetchQuery(figureCatalogueOptions)
            client.prefetchQuery(rulesOptions)
            return null
          },
          shouldRevalidate: ({ currentParams, nextParams }) => currentParams.id !== nextParams.id,
          lazy: async () => ({
            Component: (await import('@/features/experiment/ExperimentPage')).ExperimentPage,
          }),
        },
        {
          path: 'checks',
          loader: () => {
            client.prefetchInfiniteQuery(checkListOptions())
            client.prefetchQuery(projectsOptions)
            return null
          },
          lazy: async () => ({
            Component: (await import('@/features/checks/ChecksPage')).ChecksPage,
          }),
        },
        {
          path: 'checks/*',
          loader: ({ params: { '*': project = '' } }) => {
            client.prefetchQuery(historyOptions(project))
            return null
          },
          lazy: async () => ({
            Component: (await import('@/features/checks/ProjectPage')).ProjectPage,
          }),
        },
        {
          path: 'rules/:code?',
          loader: () => {
            client.prefetchQuery(rulesOptions)
            return null
          },
          lazy: async () => ({
            Component: (await import('@/features/rules/RulesPage')).RulesPage,
          }),
        },
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ])
}

/** Ask for the preset's picture while the page that shows it is still on its way. */
async function prefetchPrediction(client: QueryClient, params: URLSearchParams) {
  const presets = await client.ensureQueryData(presetsOptions).catch(() => [])
  const chosen = presets.find(({ name }) => name === params.get('preset')) ?? presets[0]
  if (!chosen || params.has('from')) return
  const view = predictedFigure(pageTheme(), window.matchMedia(NARROW).matches)
  await client.prefetchQuery(predictionOptions(chosen.spec_yaml, view))
}
