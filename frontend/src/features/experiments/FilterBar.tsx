import { Kbd, NativeSelect, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { schemesOptions } from '@/api/catalogues'
import type { ListFilters } from '@/api/experiments'
import classes from './ExperimentsPage.module.css'

const STATUSES = ['queued', 'running', 'finished', 'failed', 'cancelled']

type FilterBarProps = { filters: ListFilters; onChange: (changes: Partial<ListFilters>) => void }

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const search = useRef<HTMLInputElement>(null)
  const names = useQuery(schemesOptions).data?.map((scheme) => scheme.name) ?? []
  useHotkeys([['/', () => search.current?.focus()]])
  return (
    <search className={classes.filters}>
      <TextInput
        ref={search}
        className={classes.search}
        aria-label="Search experiments by name"
        placeholder="Search by name"
        value={filters.q}
        onChange={(event) => onChange({ q: event.currentTarget.value })}
        leftSection={<IconSearch size={16} />}
        rightSection={
          <Kbd size="xs" visibleFrom="sm">
            /
          </Kbd>
        }
        data-testid="search"
      />
      <NativeSelect
        aria-label="Status"
        data={[{ value: '', label: 'Any status' }, ...STATUSES]}
        value={filters.status}
        onChange={(event) => onChange({ status: event.currentTarget.value })}
        data-testid="filter-status"
      />
      <NativeSelect
        aria-label="Scheme"
        data={[{ value: '', label: 'Any scheme' }, ...names]}
        value={filters.scheme}
        onChange={(event) => onChange({ scheme: event.currentTarget.value })}
        data-testid="filter-scheme"
      />
    </search>
  )
}
