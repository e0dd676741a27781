import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { presetsOptions } from '@/api/catalogues'
import type { PresetInfo } from '@/api/types'
import { bringIntoRow } from '@/components/bring-into-row'
import { ProblemNote } from '@/components/ProblemNote'
import { type Family, familiesOf, findFamilies } from './groups'
import { PresetCard } from './PresetCard'
import { PresetFilter, type PresetWish } from './PresetFilter'
import filters from './PresetFilter.module.css'
import classes from './PresetGallery.module.css'
import { PresetKey } from './PresetKey'

type PresetGalleryProps = {
  current: string | null
  onPick: (preset: PresetInfo) => void
  /** The small pictures may wait until the page's own picture is there. */
  pictures: boolean
  /** A row above the spec, or the page's own content. */
  layout: 'row' | 'page'
}

/** As many as are looked through at a glance. */
const FEW = 6
const PLACES = ['a', 'b', 'c', 'd', 'e']
const NO_PRESETS: readonly PresetInfo[] = []

export function PresetGallery({ current, onPick, pictures, layout }: PresetGalleryProps) {
  const presets = useQuery(presetsOptions)
  const [wish, setWish] = useState<PresetWish>({ group: null, search: '' })
  const row = useRef<HTMLUListElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen card changes with the choice, and is there once loaded
  useEffect(() => {
    const chosen = row.current?.querySelector('[data-chosen]')
    if (row.current && chosen && layout === 'row') bringIntoRow(row.current, chosen)
  }, [current, presets.isSuccess, layout])
  const families = familiesOf(presets.data ?? NO_PRESETS)
  const shown = findFamilies(families, wish.group, wish.search)
  if (presets.isError)
    return <ProblemNote error={presets.error} onRetry={() => presets.refetch()} />
  return (
    <>
      <div className={filters.head}>
        <p className={filters.key}>
          {layout === 'row' && 'Pick a preset, or keep the first; it runs as it is. '}
          Pictures: predicted second moment by layer (log; dotted: 1), one line a scheme.
        </p>
        {families.length > FEW && (
          <PresetFilter families={families} wish={wish} onChange={setWish} />
        )}
      </div>
      <PresetKey families={shown} />
      <ul
        ref={row}
        className={classes.gallery}
        data-layout={layout}
        aria-label="Presets"
        data-testid="presets"
      >
        {presets.isPending && PLACES.map((place) => <Skeleton key={place} height={220} />)}
        {shown.map((family) => (
          <li key={family.preset.name}>
            <PresetCard {...{ family, current, onPick, pictures, layout }} />
          </li>
        ))}
      </ul>
      {families.length > 0 && shown.length === 0 && (
        <p className={filters.none}>No preset here has “{wish.search}” in its words.</p>
      )}
    </>
  )
}

export type PresetCardProps = PresetGalleryProps & { family: Family }
