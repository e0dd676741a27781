import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { presetsOptions } from '@/api/catalogues'
import type { PresetInfo } from '@/api/types'
import { ProblemNote } from '@/components/ProblemNote'
import { type Family, familiesOf, findFamilies } from './groups'
import { PresetCard } from './PresetCard'
import { PresetFilter, type PresetWish } from './PresetFilter'
import filters from './PresetFilter.module.css'
import classes from './PresetGallery.module.css'

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
  const families = familiesOf(presets.data ?? NO_PRESETS)
  const shown = findFamilies(families, wish.group, wish.search)
  if (presets.isError)
    return <ProblemNote error={presets.error} onRetry={() => presets.refetch()} />
  return (
    <>
      <p className={classes.key}>
        {layout === 'row' && 'Pick a preset, or keep the first; it runs as it is. '}
        Small versions take a minute or two. Pictures: predicted second moment of the
        pre-activations by layer (log; dotted: 1).
      </p>
      {families.length > FEW && <PresetFilter families={families} wish={wish} onChange={setWish} />}
      <ul
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
