import { useDocumentTitle } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { experimentOptions } from '@/api/experiments'
import { ApiProblem, isServerAway } from '@/api/problem'
import type { Experiment } from '@/api/types'
import { NotFoundPage } from '@/app/ErrorPages'
import { ProblemNote } from '@/components/ProblemNote'
import { VerdictLines } from '@/components/VerdictLines'
import { readableLabel } from '@/format/labels'
import { useLive } from '@/live/use-live'
import { CheckNote } from './CheckNote'
import { ExperimentHeader } from './ExperimentHeader'
import classes from './ExperimentPage.module.css'
import { ExperimentSkeleton } from './ExperimentSkeleton'
import { FigureView } from './FigureView'
import { Overview } from './Overview'
import { SpecView } from './SpecView'
import { StateNote } from './StateNote'
import { VerdictsView } from './VerdictsView'
import { ViewNav } from './ViewNav'
import { type View, viewAt } from './views'

export function ExperimentPage() {
  const { id = '', view: path } = useParams()
  const query = useQuery(experimentOptions(id))
  const live = useLive(query.data)
  const view = viewAt(path)
  useDocumentTitle(query.data ? `${readableLabel(query.data.name)} · Fanscope` : 'Fanscope')

  if (isMissing(query.error) || !view) return <NotFoundPage />
  if (query.isPending) return <ExperimentSkeleton />
  if (!query.data) return <ProblemNote error={query.error} onRetry={() => query.refetch()} />
  return (
    <article data-testid="experiment" data-id={id}>
      <ExperimentHeader
        experiment={query.data}
        live={live}
        away={isServerAway(query.error)}
        figure={view.figure}
      />
      {query.data.check && <CheckNote mark={query.data.check} />}
      <section className={classes.verdicts} aria-label="Verdict" aria-live="polite">
        <VerdictLines summaries={query.data.summaries} size="large" />
      </section>
      <StateNote experiment={query.data} />
      <ViewNav experiment={query.data} />
      <ViewBody experiment={query.data} view={view} />
    </article>
  )
}

function ViewBody({ experiment, view }: { experiment: Experiment; view: View }) {
  if (view.figure) return <FigureView experiment={experiment} name={view.figure} />
  if (view.path === 'verdicts') return <VerdictsView experiment={experiment} />
  if (view.path === 'spec') return <SpecView experiment={experiment} />
  return <Overview experiment={experiment} />
}

function isMissing(error: Error | null): boolean {
  return error instanceof ApiProblem && error.status === 404
}
