import { Button, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { checkListOptions, historyOptions } from '@/api/checks'
import { ApiProblem, isServerAway } from '@/api/problem'
import type { CheckItem } from '@/api/types'
import { NotFoundPage } from '@/app/ErrorPages'
import { CheckBadge } from '@/components/CheckBadge'
import { Label } from '@/components/Label'
import { ProblemNote } from '@/components/ProblemNote'
import { readableLabel } from '@/format/labels'
import { formatAge } from '@/format/times'
import { BaselineCell } from './BaselineCell'
import classes from './Checks.module.css'
import { ChecksSkeleton } from './ChecksSkeleton'
import { CheckTable } from './CheckTable'
import { Commit } from './Commit'
import { hasFindings } from './FindingCounts'
import { HistoryFigure } from './HistoryFigure'
import { refreshWhile } from './refresh'

/** A project's checks over its commits: which one changed the initialization, and what is compared with what. */
export function ProjectPage() {
  const { '*': project = '' } = useParams()
  useDocumentTitle(`${readableLabel(project)} · Checks · Fanscope`)
  const history = useQuery({
    ...historyOptions(project),
    refetchInterval: ({ state }) => refreshWhile(state.data?.items, isServerAway(state.error)),
    refetchOnMount: 'always',
  })
  const checks = useInfiniteQuery({
    ...checkListOptions(project),
    refetchInterval: () => refreshWhile(history.data?.items, false),
    refetchOnMount: 'always',
  })
  const items = checks.data?.pages.flatMap((page) => page.items) ?? []
  if (history.error instanceof ApiProblem && history.error.status === 404) return <NotFoundPage />
  if (history.isError && !history.data)
    return <ProblemNote error={history.error} onRetry={() => history.refetch()} />
  return (
    <article data-testid="project">
      <p className={classes.crumb}>
        <Link to="/checks">Checks</Link>
      </p>
      <Title order={1}>
        <Label text={project} />
      </Title>
      <Latest check={items[0]} />
      {history.isPending && <ChecksSkeleton />}
      {history.data && <HistoryFigure history={history.data} />}
      {items.length > 0 && (
        <section className={classes.section}>
          <h2>Checks, newest first</h2>
          <CheckTable
            checks={items}
            standing={(check) =>
              hasFindings(check) && <BaselineCell check={check} project={project} />
            }
          />
        </section>
      )}
      {checks.hasNextPage && (
        <Button
          variant="default"
          loading={checks.isFetchingNextPage}
          onClick={() => checks.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </article>
  )
}

function Latest({ check }: { check: CheckItem | undefined }) {
  if (!check) return <div className={classes.facts} />
  return (
    <div className={classes.facts} data-testid="latest-check">
      <CheckBadge status={check.status} label="latest " />
      <span>
        <Commit commit={check.commit} />
        {check.branch && (
          <>
            {' '}
            on <Label text={check.branch} />
          </>
        )}
      </span>
      <time dateTime={check.created_at}>{formatAge(check.created_at)}</time>
    </div>
  )
}
