import { Button, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { checkListOptions, projectsOptions } from '@/api/checks'
import { isServerAway } from '@/api/problem'
import { ProblemNote } from '@/components/ProblemNote'
import classes from './Checks.module.css'
import { ChecksSkeleton } from './ChecksSkeleton'
import { CheckTable } from './CheckTable'
import { NoChecks } from './NoChecks'
import { ProjectTable } from './ProjectTable'
import { refreshWhile } from './refresh'

/** Which projects pass, and what was checked last. */
export function ChecksPage() {
  useDocumentTitle('Checks · Fanscope')
  const checks = useInfiniteQuery({
    ...checkListOptions(),
    refetchInterval: ({ state }) =>
      refreshWhile(
        state.data?.pages.flatMap((page) => page.items),
        isServerAway(state.error),
      ),
    refetchOnMount: 'always',
  })
  const items = checks.data?.pages.flatMap((page) => page.items) ?? []
  const projects = useQuery({
    ...projectsOptions,
    refetchInterval: () => refreshWhile(items, false),
    refetchOnMount: 'always',
  })
  if (checks.isSuccess && items.length === 0) return <NoChecks />
  return (
    <>
      <Title order={1} mb={18}>
        Checks
      </Title>
      {checks.isPending && <ChecksSkeleton />}
      {checks.isError && <ProblemNote error={checks.error} onRetry={() => checks.refetch()} />}
      {projects.data && projects.data.length > 0 && (
        <section className={classes.section}>
          <h2>Projects</h2>
          <ProjectTable projects={projects.data} />
        </section>
      )}
      {items.length > 0 && (
        <section className={classes.section}>
          <h2>All checks</h2>
          <CheckTable checks={items} withProject />
          {checks.hasNextPage && (
            <Button
              variant="default"
              mt="md"
              loading={checks.isFetchingNextPage}
              onClick={() => checks.fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </section>
      )}
    </>
  )
}
