import { Button, Group, Kbd, Title } from '@mantine/core'
import { useDebouncedValue, useDocumentTitle } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { experimentListOptions } from '@/api/experiments'
import { isServerAway } from '@/api/problem'
import { ProblemNote } from '@/components/ProblemNote'
import { ExperimentRow } from './ExperimentRow'
import classes from './ExperimentsPage.module.css'
import { FilterBar } from './FilterBar'
import { ListSkeleton } from './ListSkeleton'
import { useListFilters } from './list-filters'
import { NoExperiments, NothingFound } from './NoExperiments'

const REFRESH_MS = 3000

export function ExperimentsPage() {
  useDocumentTitle('Experiments · Fanscope')
  const { filters, setFilters, clear, active } = useListFilters()
  const [settled] = useDebouncedValue(filters, 200)
  const list = useInfiniteQuery({
    ...experimentListOptions(settled),
    // The list has no event stream; it asks again only while something in it still moves.
    refetchInterval: ({ state }) =>
      isServerAway(state.error) || state.data?.pages.some((page) => page.items.some(moves))
        ? REFRESH_MS
        : false,
    refetchOnMount: 'always',
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const empty = list.isSuccess && items.length === 0

  if (empty && !active && !list.isPlaceholderData) return <NoExperiments />
  return (
    <>
      <Group justify="space-between" mb={18}>
        <Title order={1}>Experiments</Title>
        <Button component={Link} to="/new" data-testid="new-experiment" rightSection={<NKey />}>
          New experiment
        </Button>
      </Group>
      <FilterBar filters={filters} onChange={setFilters} />
      {list.isPending && <ListSkeleton />}
      {list.isError && <ProblemNote error={list.error} onRetry={() => list.refetch()} />}
      {empty && active && <NothingFound onClear={clear} />}
      {items.length > 0 && (
        <>
          <div className={classes.columns} aria-hidden="true">
            <span>Experiment</span>
            <span>Verdict</span>
            <span>Second moment by depth, log</span>
          </div>
          <ul className={classes.list} aria-label="Experiments" data-testid="experiment-list">
            {items.map((item) => (
              <ExperimentRow key={item.id} item={item} />
            ))}
          </ul>
        </>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  )
}

function NKey() {
  return (
    <Kbd size="xs" className={classes.key} visibleFrom="sm" aria-hidden>
      n
    </Kbd>
  )
}

function moves({ status }: { status: string }) {
  return status === 'queued' || status === 'running'
}
