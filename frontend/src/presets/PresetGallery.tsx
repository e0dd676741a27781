import { Skeleton } from '@mantine/core'
import { useInViewport } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { presetsOptions } from '@/api/catalogues'
import { predictionOptions } from '@/api/predictions'
import type { PresetInfo } from '@/api/types'
import { DepthSparkline } from '@/components/DepthSparkline'
import { ProblemNote } from '@/components/ProblemNote'
import { findPresets } from './groups'
import { PresetFilter, type PresetWish } from './PresetFilter'
import filters from './PresetFilter.module.css'
import classes from './PresetGallery.module.css'
import { predictedProfile } from './predicted-profile'

type PresetGalleryProps = {
  current: string | null
  onPick: (preset: PresetInfo) => void
  /** The small pictures may wait until the page's own picture is there. */
  pictures: boolean
  /** A row above the spec, or the page's own content. */
  layout: 'row' | 'page'
}

type Size = { width: number; height: number }

const SIZES: Record<PresetGalleryProps['layout'], Size> = {
  row: { width: 172, height: 56 },
  page: { width: 340, height: 96 },
}
/** As many as are looked through at a glance. */
const FEW = 6
const PLACES = ['a', 'b', 'c', 'd', 'e']

export function PresetGallery({ current, onPick, pictures, layout }: PresetGalleryProps) {
  const presets = useQuery(presetsOptions)
  const [wish, setWish] = useState<PresetWish>({ group: null, search: '' })
  const all = presets.data ?? []
  const shown = findPresets(all, wish.group, wish.search)
  if (presets.isError)
    return <ProblemNote error={presets.error} onRetry={() => presets.refetch()} />
  return (
    <>
      <p className={classes.key}>
        Pictures: second moment of the pre-activations, layer by layer, as theory predicts it (log
        scale; dotted: 1).
      </p>
      {all.length > FEW && <PresetFilter presets={all} wish={wish} onChange={setWish} />}
      <ul
        className={classes.gallery}
        data-layout={layout}
        aria-label="Presets"
        data-testid="presets"
      >
        {presets.isPending && PLACES.map((place) => <Skeleton key={place} height={190} />)}
        {shown.map((preset) => (
          <li key={preset.name}>
            <PresetCard
              preset={preset}
              current={preset.name === current}
              onPick={onPick}
              pictures={pictures}
              layout={layout}
            />
          </li>
        ))}
      </ul>
      {all.length > 0 && shown.length === 0 && (
        <p className={filters.none}>No preset here has “{wish.search}” in its words.</p>
      )}
    </>
  )
}

type PresetCardProps = Omit<PresetGalleryProps, 'current'> & {
  preset: PresetInfo
  current: boolean
}

function PresetCard({ preset, current, onPick, pictures, layout }: PresetCardProps) {
  return (
    <button
      type="button"
      className={classes.card}
      aria-pressed={current}
      onClick={() => onPick(preset)}
      data-testid={`preset-${preset.name}`}
    >
      <span className={classes.picture}>
        {pictures && <PresetPicture preset={preset} size={SIZES[layout]} />}
      </span>
      <span className={classes.title}>{preset.title}</span>
      <span className={classes.summary}>{preset.summary}</span>
    </button>
  )
}

/** What theory says will happen by depth, as the preset stands. */
function PresetPicture({ preset, size }: { preset: PresetInfo; size: Size }) {
  const { ref, inViewport } = useInViewport()
  const prediction = useQuery({
    ...predictionOptions(preset.spec_yaml, null),
    enabled: inViewport, // a long row asks only for what is looked at
    gcTime: Number.POSITIVE_INFINITY,
  })
  return (
    <span ref={ref} className={filters.picture}>
      {prediction.data && <DepthSparkline profile={predictedProfile(prediction.data)} {...size} />}
    </span>
  )
}
